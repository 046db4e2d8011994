/** A client on a slow connection: it sends the body in ten pieces, spread over `durationMs`. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface SlowPost {
  readonly url: string;
  readonly path: string;
  readonly body: string;
  /** The time over which the body is sent, in milliseconds. */
  readonly durationMs: number;
}

const pieces = 10;

/** Resolves with the status of the response. @throws Error if the connection is lost */
export async function postSlowly({ url, path, body, durationMs }: SlowPost): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let response = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    response += chunk;
  });
  const ended = once(socket, 'end');
  ended.catch(() => {}); // May reject while the body is being sent; awaited below.
  try {
    await once(socket, 'connect');
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
    );
    const size = Math.ceil(body.length / pieces);
    for (let from = 0; from < body.length; from += size) {
      await pause(durationMs / pieces);
      socket.write(body.slice(from, from + size));
    }
    await ended;
    return Number(response.slice(9, 12));
  } finally {
    socket.destroy();
  }
}
