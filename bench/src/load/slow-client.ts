/** A client at the end of a bad line: it sends and reads a few bytes at a time. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface SlowExchange {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  /** How long the body takes to be sent, and the answer to be read, milliseconds each. */
  readonly durationMs: number;
}

const steps = 10;

/** Resolves with the answer's status, once all of it was read. */
export async function exchangeSlowly(exchange: SlowExchange): Promise<number> {
  const { hostname, port } = new URL(exchange.url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  socket.pause();
  try {
    await sendSlowly(socket, exchange);
    return await readSlowly(socket, exchange);
  } finally {
    socket.destroy();
  }
}

async function sendSlowly(socket: Socket, exchange: SlowExchange): Promise<void> {
  const { method, path, body = '', durationMs } = exchange;
  const content = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  const head = `${method} ${path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n`;
  socket.write(`${head}${body === '' ? '' : content}\r\n`);
  const size = Math.ceil(body.length / steps);
  for (let from = 0; from < body.length; from += size) {
    await pause(durationMs / steps);
    socket.write(body.slice(from, from + size));
  }
}

async function readSlowly(socket: Socket, { durationMs }: SlowExchange): Promise<number> {
  let text = '';
  const ended = new Promise<void>((resolve, reject) => {
    socket.once('end', resolve);
    socket.once('error', reject);
  });
  let hasEnded = false;
  const done = ended.then(() => {
    hasEnded = true;
  });
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    socket.pause();
  });
  while (!hasEnded) {
    socket.resume();
    await Promise.race([done, pause(durationMs / steps)]);
  }
  await done;
  return Number(text.slice(9, 12));
}
