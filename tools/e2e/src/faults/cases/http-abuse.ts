/** Invalid requests. Each one must be rejected in time and must not create a row. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { Random } from '../../random';
import type { FaultCase, FaultContext } from '../fault-case';

/** The server's own timeout for an incomplete request, plus a margin. */
const answeredWithinMs = 20_000;

/** Sends the text unchanged. Resolves with the status, or 0 if the connection was closed. */
function sendRaw(url: string, text: string): Promise<number | 'hangs'> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    const timer = setTimeout(() => settle('hangs'), answeredWithinMs);
    let received = '';
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(received) ?? [];
      if (status) settle(Number(status));
    });
    socket.on('error', () => settle(0));
    socket.on('close', () => settle(0));

    function settle(status: number | 'hangs'): void {
      clearTimeout(timer);
      socket.destroy();
      resolve(status);
    }
  });
}

function post(headers: readonly string[], body: string): string {
  const lines = ['POST /api/orders HTTP/1.1', 'Host: shop', 'Content-Type: application/json'];
  return [...lines, ...headers, '', body].join('\r\n');
}

/** The user of all these requests. No order of this user may exist at the end. */
function rawRequests(userId: string): Readonly<Record<string, string>> {
  const order = JSON.stringify({ userId, amount: 5 });
  const length = `Content-Length: ${order.length}`;
  const chunked = `${order.length.toString(16)}\r\n${order}\r\n0\r\n\r\n`;
  return {
    'two lengths': post([length, 'Content-Length: 3'], order),
    'a length and chunks': post([length, 'Transfer-Encoding: chunked'], chunked),
    'a negative length': post(['Content-Length: -1'], order),
    'a body that never ends': post(['Content-Length: 5000'], order.slice(0, 10)),
    'broken chunks': post(['Transfer-Encoding: chunked'], `zz\r\n${order}\r\n0\r\n\r\n`),
    'an unknown coding': post(['Transfer-Encoding: magic'], order),
    'huge headers': post([`X-Padding: ${'x'.repeat(100_000)}`, length], order),
    'a huge body': post([`Content-Length: ${200_000}`], JSON.stringify('x'.repeat(199_998))),
    'no HTTP at all': `${order}\r\n\r\n`,
  };
}

/** An order with an invalid value. */
function fuzz(userId: string, random: Random): unknown {
  const order = { userId, amount: 5 };
  return random.pick<() => unknown>([
    () => ({ ...order, amount: random.pick([0, -1, 1.5, 1e15, '5', null, [], {}, true]) }),
    () => ({ ...order, userId: random.pick(['', ' ', 'a b', 'x'.repeat(65), 5, null, '../..']) }),
    () => ({ ...order, currency: random.pick(['rub', 'RUBL', '', 5, null, 'R\u0000B']) }),
    () => ({ ...order, description: random.pick(['\u0000', '\ud800', 'x'.repeat(501), 5, null]) }),
    () => ({ ...order, [random.pick(['id', 'status', '__proto__x', 'constructor'])]: 'x' }),
    () => random.pick<unknown>([null, [], [order], 'order', 5, true]),
  ])();
}

async function checkAbuse({ shop, random, report }: FaultContext): Promise<void> {
  const userId = `abuse.${randomUUID()}`;
  const raw = Object.entries(rawRequests(userId)).map(async ([what, text]) => {
    const status = await sendRaw(shop.gateway.url, text);
    const isRefused = status === 0 || (typeof status === 'number' && status >= 400);
    const isOurFault = typeof status === 'number' && status >= 500 && status !== 503;
    // Node's parser handles an unknown transfer coding; the RFC requires 501.
    if (!isRefused || (isOurFault && status !== 501)) report('answers', `${what}: ${status}`);
  });
  const fuzzed = Array.from({ length: 100 }, async () => {
    const body = fuzz(userId, random);
    const { status } = await shop.client.send({ method: 'POST', path: '/api/orders', body });
    if (status < 400 || status >= 500) {
      report('answers', `${JSON.stringify(body)} was answered ${status}`);
    }
  });
  const flood = Array.from({ length: 500 }, async () => {
    const { status } = await shop.client.send({ method: 'GET', path: `/api/orders/${userId}` });
    if (status !== 404 && status !== 503) report('answers', `a flood was answered ${status}`);
  });
  await Promise.all([...raw, ...fuzzed, ...flood]);
  const orders = await shop.client.listOrders(userId);
  if (orders.length > 0) report('atomic', `refused requests left ${orders.length} orders`);
}

export const httpAbuse: readonly FaultCase[] = [
  {
    name: 'http-abuse',
    fault: 'fuzzed bodies, conflicting lengths, slow bodies, huge headers, floods',
    times: 2,
    inject: checkAbuse,
  },
];
