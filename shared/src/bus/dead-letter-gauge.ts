/**
 * Counts the dead letters of a service every 5 s in the background, so that `/health/details` runs
 * no query. While the bus is unavailable, the gauge reports the last count and the time of that
 * count.
 */
import { createLoop, type Loop } from '../lifecycle/loop';
import type { Logger } from '../logging/logger';
import type { MessageBus } from './bus';
import { onAbort } from './on-abort';

/** The last count. Both fields are null before the first one. */
export interface DeadLetterState {
  readonly count: number | null;
  /** RFC 3339 timestamp. */
  readonly measuredAt: string | null;
}

export interface DeadLetterGauge extends Loop {
  state(): DeadLetterState;
}

/**
 * Timeout of one count. A stop waits for a running count, and an unresponsive broker must not delay
 * it.
 */
const timeoutMs = 2_000;

export function createDeadLetterGauge({
  bus,
  logger,
  intervalMs = 5_000,
}: {
  readonly bus: Pick<MessageBus, 'countDeadLetters' | 'isUp' | 'onUp'>;
  readonly logger: Logger;
  readonly intervalMs?: number;
}): DeadLetterGauge {
  let state: DeadLetterState = { count: null, measuredAt: null };

  async function turn(): Promise<boolean> {
    if (!bus.isUp()) return false;
    try {
      const count = await beforeTimeout(bus.countDeadLetters());
      state = { count, measuredAt: new Date().toISOString() };
    } catch (error) {
      logger.debug('dead-letter gauge: count failed, keeping the last count', { error });
    }
    return false;
  }

  const loop = createLoop({ name: 'dead-letter gauge', intervalMs, turn });
  bus.onUp(loop.wake);
  return { ...loop, state: () => state };
}

function beforeTimeout(count: Promise<number>): Promise<number> {
  return new Promise((resolve, reject) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const forget = onAbort(deadline, () => reject(deadline.reason));
    count.then(resolve, reject).finally(forget);
  });
}
