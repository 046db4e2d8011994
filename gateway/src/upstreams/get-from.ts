import { once } from 'node:events';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { ownContext } from '@online-shop/shared/logging/context';
import type { Upstream } from './upstream';

/** More than any answer the gateway itself asks for. */
const answerLimitBytes = 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface GetOptions {
  readonly path: string;
  readonly timeoutMs: number;
}

/** Asks an upstream on the gateway's own behalf. Rejects when there is no whole answer in time. */
export async function getFrom(
  { url, agent }: Upstream,
  { path, timeoutMs }: GetOptions,
): Promise<Answer> {
  const get = url.startsWith('https:') ? getHttps : getHttp;
  const request = get(new URL(path, url), {
    agent,
    headers: { 'x-correlation-id': ownContext.correlationId },
    signal: AbortSignal.timeout(timeoutMs),
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > answerLimitBytes) throw new Error(`${path} is too large`);
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
}

/** Whether the upstream calls itself ready, and with it everything it stands on. */
export async function isReady(upstream: Upstream): Promise<boolean> {
  const { status } = await getFrom(upstream, { path: '/health/ready', timeoutMs: 3_000 });
  return status === 200;
}
