/**
 * Hands a server's requests on one after another on each connection, though a client may pipeline
 * them: send more without waiting for the answers (RFC 9112 §9.3.2, which lets a server handle only
 * safe ones side by side).
 *
 * Node would hand on all that it reads, and reads on for as long as it has nothing to write: while
 * a service hangs, one connection would fill the memory. And the answers whose turn has not come
 * when the connection breaks are never closed, so that whoever waits for that keeps them for ever.
 * Here a connection on which a request waits is not read, but for what one read of 64 kB had brought
 * with it, and a request whose turn does not come is never begun.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export function handleInTurn(
  server: Server,
  handle: (req: IncomingMessage, res: ServerResponse) => void,
): void {
  /** The last answer that waits for its turn on a connection. */
  const lastWaiting = new WeakMap<Socket, ServerResponse>();

  server.on('connection', (socket) => {
    // Whoever reads the body of a request resumes its connection.
    socket.on('resume', () => {
      if (lastWaiting.has(socket)) socket.pause();
    });
  });

  server.on('request', (req, res) => {
    // An answer has the connection from its turn on.
    if (res.socket) {
      handle(req, res);
      return;
    }
    const { socket } = req;
    lastWaiting.set(socket, res);
    socket.pause();
    res.once('socket', () => {
      // Node is about to write what the answer has already; and a thousand turns are no recursion.
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
