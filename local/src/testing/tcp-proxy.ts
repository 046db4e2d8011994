import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server, and can let the line go dead without a word. */
export interface TcpProxy {
  readonly port: number;
  /** From now on every byte, either way, is swallowed; connections stay open. */
  freeze(): void;
  /** As `freeze`, for the connections that there are; new ones work. */
  cutSilently(): void;
  /** Bytes pass again, in connections made from now on. */
  thaw(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const cut = new Set<Socket>();
  let isFrozen = false;

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.on('error', () => {}); // The other side learns of it by the close.
    return socket.on('close', () => {
      sockets.delete(socket);
      cut.delete(socket);
    });
  }
  function pass(from: Socket, to: Socket): void {
    from.on('data', (bytes) => isFrozen || cut.has(from) || to.write(bytes));
    from.on('close', () => to.destroy());
  }
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    pass(keep(client), keep(target));
    pass(target, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      isFrozen = true;
    },
    cutSilently() {
      for (const socket of sockets) cut.add(socket);
    },
    thaw() {
      for (const socket of sockets) socket.destroy();
      isFrozen = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
