/**
 * Combines small writes to a socket. amqplib writes every message and every acknowledgement
 * separately. Each write is a system call and may wake the broker. This module combines all writes
 * of one turn of the event loop into one. A single write is sent as early as before.
 *
 * The order of writes does not change, and nothing is sent earlier. If the process dies before the
 * combined write, the broker has not received these messages and acknowledgements, as if the
 * process had died a moment earlier.
 *
 * Rascal does not expose its sockets. Node reports each new TCP socket on the diagnostics channel
 * `net.client.socket`. It does not report TLS sockets, so their writes are not combined.
 */
import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const opened = channel('net.client.socket');

/**
 * Combines the writes of new sockets to the given ports. Returns a function that ends this for
 * later sockets.
 */
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
