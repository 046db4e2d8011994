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
  /** From now on connections are spread over this server too, in turn, as a load balancer does. */
  addTarget(port: number): void;
  removeTarget(port: number): void;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const cut = new Set<Socket>();
  const targetPorts = [targetPort];
  let turn = 0;
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

  /** Begins with the next server in turn; one that refuses is passed over. */
  function reach(client: Socket, tries = targetPorts.length): void {
    const target = keep(connect(targetPorts[turn++ % targetPorts.length] ?? 0, '127.0.0.1'));
    const onRefusal = () => (tries > 1 ? reach(client, tries - 1) : client.destroy());
    target.once('close', onRefusal);
    target.once('connect', () => {
      target.off('close', onRefusal);
      if (client.destroyed) target.destroy();
      pass(client, target);
      pass(target, client);
    });
  }

  const server = createServer((client) => reach(keep(client)));
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
    addTarget: (port) => void targetPorts.push(port),
    removeTarget: (port) => void targetPorts.splice(targetPorts.indexOf(port), 1),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
