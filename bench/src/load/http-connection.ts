/**
 * One kept HTTP/1.1 connection, one request at a time, at the least cost there is: the load shares
 * the machine with what it loads. It reads answers with a Content-Length, as the shop's are; any
 * other is an error, never a guess.
 */
import { once } from 'node:events';
import { connect } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

export interface HttpConnection {
  /** @throws where the connection breaks, or the answer cannot be read */
  send(request: string): Promise<HttpAnswer>;
  close(): void;
}

interface Waiting {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
}

export async function openHttpConnection(url: string): Promise<HttpConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let received = '';
  let waiting: Waiting | undefined;

  function end(error: Error): void {
    socket.destroy();
    waiting?.reject(error);
    waiting = undefined;
  }

  // One byte a character, so that lengths are bytes.
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    received += chunk;
    try {
      const answer = parseAnswer(received);
      if (!answer) return;
      received = '';
      waiting?.resolve(answer);
      waiting = undefined;
    } catch (error) {
      end(error as Error);
    }
  });
  socket.on('error', end);
  socket.on('close', () => end(new Error(`${url} closed the connection`)));

  return {
    send(request) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (socket.destroyed) end(new Error(`the connection to ${url} is closed`));
        else socket.write(request);
      });
    },
    close: () => socket.destroy(),
  };
}

const contentLength = /\r\ncontent-length: *(\d+)\r\n/i;

/** Undefined while it is not all there. @throws where it has no length, or is longer than it says */
export function parseAnswer(text: string): HttpAnswer | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = text.slice(0, headEnd + 2);
  const length = contentLength.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  const bodyStart = headEnd + 4;
  const missing = bodyStart + Number(length) - text.length;
  if (missing > 0) return undefined;
  if (missing < 0) throw new Error(`more than one answer: ${text}`);
  return { status: Number(head.slice(9, 12)), body: text.slice(bodyStart) };
}

export function formatGet(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: shop\r\n\r\n`;
}

export function formatPost(path: string, body: unknown): string {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  return (
    `POST ${path} HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${length}\r\n\r\n${text}`
  );
}
