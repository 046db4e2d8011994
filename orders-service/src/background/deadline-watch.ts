/**
 * Finds orders that are NEW after their deadline and reports them: in the log, at most once per
 * minute, and in `/health/details`. It changes no order: an order is never cancelled on a guess,
 * because it may have been charged. Re-driving continues.
 */
import { createLoop, type Loop } from '@online-shop/shared/lifecycle/loop';
import type { Logger } from '@online-shop/shared/logging/logger';
import type { NewOrders } from '../orders/new-orders';

export interface DeadlineWatchOptions {
  readonly logger: Logger;
  readonly survey: () => Promise<NewOrders>;
  /** The pause between two surveys, in milliseconds. */
  readonly intervalMs?: number;
  /** The minimum interval between two identical warnings, in milliseconds. */
  readonly reportIntervalMs?: number;
}

export interface DeadlineWatch extends Loop {
  /** Runs one survey now. */
  runOnce(): Promise<void>;
  /** The result of the last survey; zeros before the first one. */
  seen(): NewOrders;
}

export function createDeadlineWatch({
  logger,
  survey,
  intervalMs = 5_000,
  reportIntervalMs = 60_000,
}: DeadlineWatchOptions): DeadlineWatch {
  let seen: NewOrders = { new: 0, overdue: 0, oldestOverdueIds: [] };
  let silentUntil = 0;

  async function runOnce(): Promise<void> {
    const before = seen;
    seen = await survey();
    if (seen.overdue === 0) {
      silentUntil = 0;
      if (before.overdue > 0) logger.info('deadline watch: no order is past its deadline any more');
    } else if (performance.now() >= silentUntil) {
      silentUntil = performance.now() + reportIntervalMs;
      const { overdue, oldestOverdueIds } = seen;
      logger.warn('deadline watch: orders are NEW past their deadline', {
        overdue,
        oldestOverdueIds,
      });
    }
  }

  async function turn(): Promise<boolean> {
    try {
      await runOnce();
    } catch (error) {
      logger.debug('deadline watch: the survey failed', { error });
    }
    return false;
  }

  return {
    ...createLoop({ name: 'deadline watch', intervalMs, turn }),
    runOnce,
    seen: () => seen,
  };
}
