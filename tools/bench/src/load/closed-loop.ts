import { type HttpRequest, type HttpResponse, openHttpConnection } from './http-connection';

export interface ClosedLoopOptions {
  /** The base URLs. The connections are distributed over them in turn. */
  readonly urls: readonly string[];
  readonly connections: number;
  /** The number of requests, over all connections. */
  readonly requests: number;
  /** Returns request number `i`, counted from 0. */
  readonly request: (i: number) => HttpRequest;
  readonly expectedStatus: number;
}

export interface ClosedLoopResult {
  /** From the first request to the last response. */
  readonly seconds: number;
  /** One latency per request, in milliseconds. */
  readonly latencies: Float64Array;
}

/**
 * Each connection sends its next request as soon as it has the response to the previous one.
 * @throws Error if any response has a status other than `expectedStatus`
 */
export async function runClosedLoop(options: ClosedLoopOptions): Promise<ClosedLoopResult> {
  const { urls, connections, requests, request, expectedStatus } = options;
  const opened = Array.from({ length: Math.min(connections, requests) }, (_, i) =>
    openHttpConnection(urls[i % urls.length] as string),
  );
  const latencies = new Float64Array(requests);
  const rejected: HttpResponse[] = [];
  let next = 0;
  const startedAt = performance.now();

  try {
    await Promise.all(
      opened.map(async (connection) => {
        while (next < requests) {
          const i = next;
          next += 1;
          const sentAt = performance.now();
          const response = await connection.send(request(i));
          latencies[i] = performance.now() - sentAt;
          if (response.status !== expectedStatus) rejected.push(response);
        }
      }),
    );
  } finally {
    await Promise.all(opened.map((connection) => connection.close()));
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const [first] = rejected;
  if (!first) return { seconds, latencies };
  throw new Error(
    `${rejected.length} of ${requests} responses were not ${expectedStatus}; ` +
      `the first was ${first.status}: ${first.body}`,
  );
}
