import { startTcpProxy, type TcpProxy } from '@online-shop/test-kit/tcp-proxy';
import { getByService } from './shop-services';

/** The connections between the processes. A proxy can block each one without closing it. */
export interface Lines {
  readonly broker: TcpProxy;
  readonly database: TcpProxy;
  /**
   * The connection from the gateway to the service of that name.
   * @throws Error if there is no such service
   */
  to(serviceName: string): TcpProxy;
  close(): Promise<void>;
}

/** The ports of the servers behind the proxies. */
export interface LinePorts {
  readonly broker: number;
  readonly database: number;
  readonly services: ReadonlyMap<string, number>;
}

export async function startLines(ports: LinePorts): Promise<Lines> {
  const broker = await startTcpProxy(ports.broker);
  const database = await startTcpProxy(ports.database);
  const services = new Map<string, TcpProxy>();
  for (const [name, port] of ports.services) services.set(name, await startTcpProxy(port));
  return {
    broker,
    database,
    to: (serviceName) => getByService(services, serviceName),
    async close() {
      await Promise.all([broker, database, ...services.values()].map((line) => line.close()));
    },
  };
}

export function portOf(url: string): number {
  return Number(new URL(url).port);
}

/** The URL through the proxy, if there is one. */
export function through(url: string, line: TcpProxy | undefined): string {
  if (!line) return url;
  const detour = new URL(url);
  detour.port = String(line.port);
  return detour.href.replace(/\/$/, '');
}
