import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that can make connections half-open. */
export interface SwallowingProxy {
  /** The URL of the server through the proxy. */
  readonly url: string;
  /** Drops all further data while the connections stay open. */
  swallow(): void;
  /** Forwards new connections again. Existing connections stay half-open. */
  heal(): void;
  close(): Promise<void>;
}

export async function startSwallowingProxy(target: string): Promise<SwallowingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const swallowing = new Set<Socket>();
  let isSwallowing = false;

  function track(socket: Socket): Socket {
    sockets.add(socket);
    socket.on('error', () => {});
    return socket.once('close', () => sockets.delete(socket));
  }

  function relay(from: Socket, to: Socket): void {
    from.on('data', (bytes) => {
      if (!swallowing.has(from)) to.write(bytes);
    });
    from.on('close', () => {
      if (!swallowing.has(from)) to.destroy();
    });
  }

  const server = createServer((client) => {
    track(client);
    if (isSwallowing) return void swallowing.add(client);
    const upstream = track(connect(Number(port), hostname));
    relay(client, upstream);
    relay(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);

  return {
    url: url.href,
    swallow() {
      isSwallowing = true;
      for (const socket of sockets) swallowing.add(socket);
    },
    heal() {
      isSwallowing = false;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
