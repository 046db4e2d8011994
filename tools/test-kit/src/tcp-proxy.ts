import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { type Carrier, createCarrier, type Delay } from './carry';

/** Relays TCP connections to a server. It can delay or drop their bytes, and reset them. */
export interface TcpProxy {
  readonly port: number;
  /** From now on drops every byte and every close, in both directions. */
  freeze(): void;
  /** Resolves when the next byte is dropped. */
  swallowed(): Promise<void>;
  /** Drops every byte of the present connections. New connections work. */
  cutSilently(): void;
  /** Closes all connections. New connections work. */
  thaw(): void;
  /**
   * Keeps what the server sends on the present connections, and delivers it in one piece when the
   * server closes the connection: the last response and the reason of the close arrive together.
   */
  gather(): void;
  /** Delays each chunk that is sent from now on, in both directions. */
  delay(delay: Delay): void;
  /** Delivers at once again. */
  endDelay(): void;
  /** Resets one of the open connections, chosen by `choose`; does nothing if there are none. */
  reset(choose: (sockets: readonly Socket[]) => Socket): void;
  /** Waits for this many new connections, then breaks all connections except the newest. */
  breakAt(count: number): void;
  /** Adds a server. New connections go to the servers in turn, like at a load balancer. */
  addTarget(port: number): void;
  removeTarget(port: number): void;
  close(): Promise<void>;
}

const immediately: Delay = () => 0;

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const cut = new Set<Socket>();
  const targets = createTargets(targetPort);
  let isFrozen = false;
  let untilBreak = 0;
  let delay: Delay = immediately;
  let onSwallowed = () => {};
  const responses = new Set<Carrier>();

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.on('error', () => {}); // The other side learns of it by the close.
    return socket.on('close', () => {
      sockets.delete(socket);
      cut.delete(socket);
    });
  }
  function pass(from: Socket, to: Socket): Carrier {
    const carrier = createCarrier(to, () => delay());
    from.on('data', (bytes) => {
      if (isFrozen) onSwallowed();
      else if (!cut.has(from)) carrier.carry(bytes);
    });
    from.on('close', () => isFrozen || carrier.close()); // A half-open line carries no close.
    return carrier;
  }

  /** Tries the servers in this order, until one accepts. */
  function reach(client: Socket, [port, ...others]: readonly number[]): void {
    if (port === undefined) return void client.destroy();
    const target = keep(connect(port, '127.0.0.1'));
    const onRefusal = () => reach(client, others);
    target.once('close', onRefusal);
    target.once('connect', () => {
      target.off('close', onRefusal);
      if (client.destroyed) target.destroy();
      pass(client, target);
      const response = pass(target, client);
      responses.add(response);
      target.once('close', () => responses.delete(response));
    });
  }

  const server = createServer((client) => {
    untilBreak -= 1;
    if (untilBreak === 0) for (const socket of sockets) socket.destroy();
    reach(keep(client), targets.inTurn());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      isFrozen = true;
    },
    swallowed: () =>
      new Promise((resolve) => {
        onSwallowed = resolve;
      }),
    gather() {
      for (const response of responses) response.gather();
    },
    cutSilently() {
      for (const socket of sockets) cut.add(socket);
    },
    thaw() {
      for (const socket of sockets) socket.destroy();
      isFrozen = false;
    },
    delay(newDelay) {
      delay = newDelay;
    },
    endDelay() {
      delay = immediately;
    },
    reset(choose) {
      if (sockets.size > 0) choose([...sockets]).resetAndDestroy();
    },
    breakAt(count) {
      untilBreak = count;
    },
    addTarget: targets.add,
    removeTarget: targets.remove,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The ports of the servers that share the connections. */
function createTargets(port: number) {
  let ports = [port];
  let turn = 0;
  return {
    add: (added: number) => void ports.push(added),
    remove(removed: number) {
      ports = ports.filter((each) => each !== removed);
    },
    /** All of them, the next one in turn first. Connections in progress do not change the order. */
    inTurn(): readonly number[] {
      const start = turn++ % ports.length;
      return [...ports.slice(start), ...ports.slice(0, start)];
    },
  };
}
