/**
 * Measures the outbox every second, and rejects writes when the outbox is full.
 *
 * A service publishes what it has accepted. While the broker is unavailable or a queue is missing,
 * the messages wait in the outbox. The outbox is full when it holds more rows, or an older row,
 * than its limits allow. Then `requireRoom` throws until the relay has brought the outbox below
 * both limits.
 *
 * - `requireRoom` runs no query. So the limits can be exceeded by the writes of one second.
 * - A measurement reads at most one row more than the limit, through the index of pending rows. Its
 *   cost does not grow with history.
 * - Before the first measurement, and while the database is unavailable, the last state applies.
 *   Writes fail anyway while the database is unavailable.
 * - Each replica measures independently. All replicas see the same rows.
 */
import type { Logger } from 'winston';
import type { SqlTransaction } from '../database/client';
import { UnavailableError } from '../errors/unavailable-error';
import { createLoop, type Loop } from '../lifecycle/loop';

export interface OutboxBounds {
  /** Maximum number of rows that wait to be published. */
  readonly maxPending: number;
  /** Maximum age of the oldest waiting row, in seconds. */
  readonly maxAgeSeconds: number;
}

export interface OutboxGaugeOptions extends OutboxBounds {
  readonly client: SqlTransaction;
  readonly logger: Logger;
  readonly intervalMs?: number;
}

/** The last measurement. */
export interface OutboxState {
  /** Waiting rows, counted up to one more than the limit. */
  readonly pending: number;
  /** Age of the oldest counted row, in whole seconds. 0 if no row waits. */
  readonly oldestSeconds: number;
  readonly isAcceptingWrites: boolean;
  /** RFC 3339 timestamp. Null before the first measurement. */
  readonly measuredAt: string | null;
}

export interface OutboxGauge extends Loop {
  /** Measures the outbox once, now. */
  runOnce(): Promise<void>;
  state(): OutboxState;
  /** @throws UnavailableError while the outbox is full */
  requireRoom(): void;
}

/** The outbox drains thousands of rows per second once the broker is available. */
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
      if (isAcceptingWrites) logger.info('outbox: below its limits, accepting writes', facts);
      else logger.warn('outbox: full, rejecting writes', facts);
    }
    const measuredAt = new Date().toISOString();
    state = { pending, oldestSeconds, isAcceptingWrites, measuredAt };
  }

  async function turn(): Promise<boolean> {
    try {
      await runOnce();
    } catch (error) {
      logger.debug('outbox gauge: measurement failed, keeping the last state', { error });
    }
    return false;
  }

  return {
    ...createLoop({ name: 'outbox gauge', intervalMs, turn }),
    runOnce,
    state: () => state,
    requireRoom() {
      if (state.isAcceptingWrites) return;
      throw new UnavailableError('the outbox is full', { retryAfterSeconds });
    },
  };
}

/**
 * Orders the rows like the index of pending rows, so that PostgreSQL reads that index up to the
 * limit.
 */
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
