/**
 * Watches for orders that are NEW although their deadline has passed, and says so: in the log, at
 * most once a minute, and in `/health/details`. Nothing else happens to them here: an order is
 * never cancelled on a guess, for it may have been charged. Re-driving keeps asking.
 */
import { createLoop, type Loop } from '@online-shop/shared/lifecycle/loop';
import type { Logger } from '@online-shop/shared/logging/logger';
import type { NewOrders } from '../orders/survey-new-orders';

export interface DeadlineWatchOptions {
  readonly logger: Logger;
  readonly survey: () => Promise<NewOrders>;
  /** How often to look, milliseconds. */
  readonly intervalMs?: number;
  /** How long the log is spared the same news, milliseconds. */
  readonly reportIntervalMs?: number;
}

export interface DeadlineWatch extends Loop {
  /** One look, now. */
  runOnce(): Promise<void>;
  /** What was seen last; nothing, before the first look. */
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
      if (before.overdue > 0) logger.info('no order is past its deadline any more');
    } else if (performance.now() >= silentUntil) {
      silentUntil = performance.now() + reportIntervalMs;
      const { overdue, oldestOverdueIds } = seen;
      logger.warn('orders are NEW past their deadline', { overdue, oldestOverdueIds });
    }
  }

  async function turn(): Promise<boolean> {
    try {
      await runOnce();
    } catch (error) {
      logger.debug('the deadline watch could not look', { error });
    }
    return false;
  }

  return {
    ...createLoop({ name: 'deadline watch', intervalMs, turn }),
    runOnce,
    seen: () => seen,
  };
}
