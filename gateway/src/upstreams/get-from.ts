import { once } from 'node:events';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { ownContext } from '@online-shop/shared/logging/context';
import type { Upstream } from './upstream';

/** The maximum size of a response body. The OpenAPI documents of the services are smaller. */
const responseLimitBytes = 1024 * 1024;

export interface UpstreamResponse {
  readonly status: number;
  readonly body: string;
}

export interface GetOptions {
  readonly path: string;
  /** The time limit for the complete response, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Sends a GET request of the gateway itself to a service. Rejects if the response is not complete
 * within the timeout, or if its body is larger than 1 MB.
 */
export async function getFrom(
  { url, agent }: Upstream,
  { path, timeoutMs }: GetOptions,
): Promise<UpstreamResponse> {
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
    if (length > responseLimitBytes) throw new Error(`the response of ${path} is too large`);
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
}

/** Returns whether the service and its dependencies are ready. Waits 3 s at most. */
export async function isReady(upstream: Upstream): Promise<boolean> {
  const { status } = await getFrom(upstream, { path: '/health/ready', timeoutMs: 3_000 });
  return status === 200;
}
