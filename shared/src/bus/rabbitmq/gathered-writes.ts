/**
 * amqplib gives the socket every message and every acknowledgement in a write of its own, and each
 * is a system call that may have to wake the broker. What is written in one turn of the event loop
 * goes out together instead: a batch is one write. Alone it goes as soon as it went before.
 *
 * Nothing is acknowledged or published sooner or in another order: a process that dies in between
 * has written less, which the broker takes for what it is, messages not sent and not acknowledged.
 *
 * Rascal shows no sockets, but Node tells of each that is opened (diagnostics_channel,
 * `net.client.socket`); not of TLS sockets, which write as they did.
 */
import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const opened = channel('net.client.socket');

/** Gathers the writes of new sockets to the ports. Returns a function that ends this. */
export function gatherWritesTo(ports: readonly number[]): () => void {
  const onOpened = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    socket.once('connect', () => {
      if (ports.includes(socket.remotePort ?? 0)) gatherWrites(socket);
    });
  };
  opened.subscribe(onOpened);
  return () => opened.unsubscribe(onOpened);
}

function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let isGathering = false;
  socket.write = (...args: unknown[]) => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      process.nextTick(() => {
        isGathering = false;
        socket.uncork();
      });
    }
    return write(...args);
  };
}
