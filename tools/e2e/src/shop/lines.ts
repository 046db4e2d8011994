import { startTcpProxy, type TcpProxy } from '@online-shop/test-kit/tcp-proxy';

/** The connections between the processes, each of which can go dead without a word. */
export interface Lines {
  readonly broker: TcpProxy;
  readonly database: TcpProxy;
  /** From the gateway. */
  readonly orders: TcpProxy;
  readonly payments: TcpProxy;
}

/** `ports` are those of the servers that the lines lead to. */
export async function startLines(ports: Readonly<Record<keyof Lines, number>>): Promise<Lines> {
  return {
    broker: await startTcpProxy(ports.broker),
    database: await startTcpProxy(ports.database),
    orders: await startTcpProxy(ports.orders),
    payments: await startTcpProxy(ports.payments),
  };
}

export function closeLines(lines: Lines | undefined): Promise<void>[] {
  return lines ? Object.values(lines).map((line: TcpProxy) => line.close()) : [];
}

export function portOf(url: string): number {
  return Number(new URL(url).port);
}

/** The URL by way of the line, where there is one. */
export function through(url: string, line: TcpProxy | undefined): string {
  if (!line) return url;
  const detour = new URL(url);
  detour.port = String(line.port);
  return detour.href.replace(/\/$/, '');
}
