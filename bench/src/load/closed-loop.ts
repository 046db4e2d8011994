import { type HttpAnswer, openHttpConnection } from './http-connection';

export interface ClosedLoopOptions {
  /** Where to: the connections are spread over them in turn. */
  readonly urls: readonly string[];
  readonly connections: number;
  /** Of all connections together. */
  readonly requests: number;
  /** The text of the `i`-th. */
  readonly request: (i: number) => string;
  readonly expectedStatus: number;
  readonly onAnswer?: (answer: HttpAnswer, i: number) => void;
}

export interface ClosedLoopResult {
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Milliseconds, one a request. */
  readonly latencies: Float64Array;
}

/**
 * Every connection sends its next request as soon as it has the answer to the last.
 * @throws where any answer is another than expected: what failed was not measured
 */
export async function runClosedLoop(options: ClosedLoopOptions): Promise<ClosedLoopResult> {
  const { urls, connections, requests, request, expectedStatus, onAnswer } = options;
  const opened = await Promise.all(
    Array.from({ length: Math.min(connections, requests) }, (_, i) =>
      openHttpConnection(urls[i % urls.length] as string),
    ),
  );
  const latencies = new Float64Array(requests);
  const others = new Map<number, number>();
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
          if (answer.status === expectedStatus) onAnswer?.(answer, i);
          else others.set(answer.status, (others.get(answer.status) ?? 0) + 1);
        }
      }),
    );
  } finally {
    for (const connection of opened) connection.close();
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  if (others.size > 0) throw new Error(describe(others, requests));
  return { seconds, latencies };
}

function describe(others: ReadonlyMap<number, number>, requests: number): string {
  const counts = [...others].map(([status, count]) => `${count} times ${status}`);
  return `of ${requests} requests some were refused: ${counts.join(', ')}`;
}
