import { type HttpAnswer, type HttpRequest, openHttpConnection } from './http-connection';

export interface ClosedLoopOptions {
  /** Where to: the connections are spread over them in turn. */
  readonly urls: readonly string[];
  readonly connections: number;
  /** Of all connections together. */
  readonly requests: number;
  /** The `i`-th. */
  readonly request: (i: number) => HttpRequest;
  readonly expectedStatus: number;
}

export interface ClosedLoopResult {
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Milliseconds, one a request. */
  readonly latencies: Float64Array;
}

/**
 * Every connection sends its next request as soon as it has the answer to the last.
 * @throws where any answer is another than expected: what was refused was not measured
 */
export async function runClosedLoop(options: ClosedLoopOptions): Promise<ClosedLoopResult> {
  const { urls, connections, requests, request, expectedStatus } = options;
  const opened = Array.from({ length: Math.min(connections, requests) }, (_, i) =>
    openHttpConnection(urls[i % urls.length] as string),
  );
  const latencies = new Float64Array(requests);
  const refusals: HttpAnswer[] = [];
  let next = 0;
  const startedAt = performance.now();

  try {
    await Promise.all(
      opened.map(async (connection) => {
        while (next < requests) {
          const i = next;
          next += 1;
          const sentAt = performance.now();
          const answer = await connection.send(request(i));
          latencies[i] = performance.now() - sentAt;
          if (answer.status !== expectedStatus) refusals.push(answer);
        }
      }),
    );
  } finally {
    await Promise.all(opened.map((connection) => connection.close()));
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const [first] = refusals;
  if (!first) return { seconds, latencies };
  throw new Error(
    `${refusals.length} of ${requests} requests were not answered ${expectedStatus}; ` +
      `the first was ${first.status}: ${first.body}`,
  );
}
