/**
 * Handles the requests of each connection one after another. A client may pipeline requests: it
 * sends further requests before it has received the response to the first (RFC 9112 §9.3.2).
 *
 * Node emits a `request` event for every request that it reads, and continues to read while it has
 * nothing to write. While a handler hangs, one connection could fill the memory. If the connection
 * then closes, the responses that were still queued never emit `close`, so their resources leak.
 *
 * Therefore the server does not read from a connection on which a request waits, except what the
 * last read of up to 64 kB already contained. A request is handled only after the previous response
 * is complete. If the connection closes first, the request is not handled at all.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export function handleInTurn(
  server: Server,
  handle: (req: IncomingMessage, res: ServerResponse) => void,
): void {
  /** The response of the last waiting request of each connection. */
  const lastWaiting = new WeakMap<Socket, ServerResponse>();

  server.on('connection', (socket) => {
    // Code that reads a request body resumes the socket. Pause it again while a request waits.
    socket.on('resume', () => {
      if (lastWaiting.has(socket)) socket.pause();
    });
  });

  server.on('request', (req, res) => {
    // Node assigns the socket to a response when the previous response is complete.
    if (res.socket) {
      handle(req, res);
      return;
    }
    const { socket } = req;
    lastWaiting.set(socket, res);
    socket.pause();
    res.once('socket', () => {
      // Node first writes the data that the response has buffered. `nextTick` also keeps many
      // waiting requests from being handled recursively.
      process.nextTick(() => {
        if (lastWaiting.get(socket) === res) {
          lastWaiting.delete(socket);
          socket.resume();
        }
        handle(req, res);
      });
    });
  });
}
