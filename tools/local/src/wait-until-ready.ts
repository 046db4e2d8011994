import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '@online-shop/servers/problem';

const pollIntervalMs = 50;

/** Resolves when the service at the address and all of its dependencies are ready. */
export async function waitUntilReady(options: {
  readonly address: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Completes the sentence 'The shop was not ready: …'. */
  readonly findCause: () => string;
}): Promise<void> {
  const { address, timeoutMs, signal, findCause } = options;
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await isReady(address, signal))) {
    signal.throwIfAborted();
    if (performance.now() > giveUpAt) {
      const seconds = timeoutMs / 1_000;
      throw new Problem(`The shop was not ready within ${seconds} s: ${findCause()}.`);
    }
    await delay(pollIntervalMs, undefined, { signal });
  }
}

async function isReady(address: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${address}/health/ready`, { signal });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // The service does not listen yet.
  }
}
