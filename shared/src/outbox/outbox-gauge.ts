/**
 * Measures how full the outbox is, and says no to more where it is too full.
 *
 * What a service accepts it promises to tell of. With a broker that is away, or a queue that nobody
 * declared, the outbox takes that promise for a while: as many rows, and for as long, as its bounds
 * say. Beyond either, accepting more would promise what we cannot keep, so `requireRoom` throws
 * until the relay has brought the outbox back below both.
 *
 * - Asking costs nothing: the outbox is measured in the background, once a second, and no request
 *   adds a query. So the bounds are passed by what is accepted within a second, at most.
 * - A measurement reads as many rows as the bound, through the index of pending rows: its cost is
 *   bounded as the outbox is, and does not grow with history.
 * - Before the first measurement, and while the database is away, the last word stands: a write
 *   fails by itself then.
 * - Each replica measures alone; they see the same rows.
 */
import type { Logger } from 'winston';
import type { SqlTransaction } from '../database/client';
import { UnavailableError } from '../errors/unavailable-error';
import { createLoop, type Loop } from '../lifecycle/loop';

export interface OutboxBounds {
  /** Most rows that may wait to be published. */
  readonly maxPending: number;
  /** How long the oldest of them may have waited, seconds. */
  readonly maxAgeSeconds: number;
}

export interface OutboxGaugeOptions extends OutboxBounds {
  readonly client: SqlTransaction;
  readonly logger: Logger;
  readonly intervalMs?: number;
}

/** What the outbox was like when it was last looked at. */
export interface OutboxState {
  /** Rows that wait; no more than one beyond the bound are counted. */
  readonly pending: number;
  /** Since when the oldest of these waits, whole seconds; 0 where none does. */
  readonly oldestSeconds: number;
  readonly isAcceptingWrites: boolean;
  /** RFC 3339; null before the first measurement. */
  readonly measuredAt: string | null;
}

export interface OutboxGauge extends Loop {
  /** One measurement, now. */
  runOnce(): Promise<void>;
  state(): OutboxState;
  /** @throws UnavailableError while the outbox is beyond a bound */
  requireRoom(): void;
}

/** An outbox drains at thousands a second once it can: sooner there is little to hope for. */
const retryAfterSeconds = 5;

export function createOutboxGauge({
  client,
  logger,
  maxPending,
  maxAgeSeconds,
  intervalMs = 1_000,
}: OutboxGaugeOptions): OutboxGauge {
  let state: OutboxState = {
    pending: 0,
    oldestSeconds: 0,
    isAcceptingWrites: true,
    measuredAt: null,
  };

  async function runOnce(): Promise<void> {
    const { pending, oldestSeconds } = await measurePending(client, maxPending + 1);
    const isAcceptingWrites = pending <= maxPending && oldestSeconds <= maxAgeSeconds;
    if (isAcceptingWrites !== state.isAcceptingWrites) {
      const facts = { pending, oldestSeconds, maxPending, maxAgeSeconds };
      if (isAcceptingWrites) logger.info('the outbox has room again', facts);
      else logger.warn('the outbox is beyond its bound: writes are refused', facts);
    }
    const measuredAt = new Date().toISOString();
    state = { pending, oldestSeconds, isAcceptingWrites, measuredAt };
  }

  async function turn(): Promise<boolean> {
    try {
      await runOnce();
    } catch (error) {
      logger.debug('the outbox could not be measured', { error });
    }
    return false;
  }

  return {
    ...createLoop({ name: 'outbox gauge', intervalMs, turn }),
    runOnce,
    state: () => state,
    requireRoom() {
      if (state.isAcceptingWrites) return;
      throw new UnavailableError('the outbox is beyond its bound', { retryAfterSeconds });
    },
  };
}

/** Ordered as the index of pending rows is, so that it is read in that order up to the limit. */
async function measurePending(client: SqlTransaction, limit: number) {
  const [row] = await client.$queryRaw<{ pending: number; oldestSeconds: number }[]>`
    SELECT count(*)::int AS pending,
      coalesce(greatest(0, floor(extract(epoch FROM now() - min(created_at)))), 0)::int
        AS "oldestSeconds"
    FROM (
      SELECT created_at FROM outbox_messages
      WHERE published_at IS NULL
      ORDER BY next_attempt_at
      LIMIT ${limit}
    ) AS message`;
  return row ?? { pending: 0, oldestSeconds: 0 };
}
