/**
 * The outbox relay publishes committed messages.
 *
 * Guarantee: a message whose row is committed is published at least once, whichever process or
 * server crashes. A row is `pending` (no `published_at`) until the broker has confirmed that a
 * queue received the message.
 *
 * One turn is one short transaction: it claims pending rows (FOR UPDATE SKIP LOCKED), publishes
 * them together under a deadline, marks the confirmed rows, reschedules the others, and commits.
 *
 * Crash windows:
 * - before publishing: the locks end with the connection. Another relay claims the rows at once.
 * - after the confirm, before the commit of the mark: the rows are still pending and are published
 *   again under the same IDs. The receiving inbox discards the duplicates.
 * - the deadline ends although the broker stored the message: the message is published again. The
 *   receiving inbox discards the duplicate.
 *
 * Any number of relays may run: SKIP LOCKED gives each row to one relay. Rows are claimed by state
 * and never by `id > last`, because transactions do not commit in the order of their IDs.
 */
import type { Logger } from 'winston';
import { cooldown } from '../batching/cooldown';
import type { MessageBus } from '../bus/bus';
import { onAbort } from '../bus/on-abort';
import type { SqlTransaction, TransactionClient } from '../database/client';
import { inTransaction } from '../database/transaction';
import { UnavailableError } from '../errors/unavailable-error';
import { createLoop, type Loop } from '../lifecycle/loop';
import { claimPending, markPublished, type PendingMessage, reschedule } from './relay-rows';

export interface OutboxRelayOptions<Tx extends SqlTransaction> {
  readonly client: TransactionClient<Tx>;
  readonly bus: MessageBus;
  readonly logger: Logger;
  /** Maximum number of rows per turn. Defaults to 500. */
  readonly batchSize?: number;
  /**
   * Poll interval in milliseconds, for rows that a crash or a failed publish left pending. Defaults
   * to 1 s.
   */
  readonly pollIntervalMs?: number;
  /** How long a turn waits for the confirms of the broker, in milliseconds. Defaults to 5 s. */
  readonly publishDeadlineMs?: number;
  /**
   * How long a stop waits for these confirms, in milliseconds. Defaults to 2 s, so that an
   * unresponsive broker does not delay the stop.
   */
  readonly stopDeadlineMs?: number;
}

/** Call `wake` after a commit that wrote to the outbox: the next turn begins at once. */
export interface OutboxRelay extends Loop {
  /** Runs one turn now. Safe while the loop and other relays run. */
  runOnce(): Promise<RelayTurn>;
}

export interface RelayTurn {
  readonly claimed: number;
  readonly published: number;
}

export function createOutboxRelay<Tx extends SqlTransaction>({
  client,
  bus,
  logger,
  batchSize = 500,
  pollIntervalMs = 1_000,
  publishDeadlineMs = 5_000,
  stopDeadlineMs = 2_000,
}: OutboxRelayOptions<Tx>): OutboxRelay {
  const stopDeadline = new AbortController();

  function runOnce(): Promise<RelayTurn> {
    const limits = { timeoutMs: publishDeadlineMs + 5_000 };
    return inTransaction(
      client,
      async (tx) => {
        const messages = await claimPending(tx, batchSize);
        if (messages.length === 0) return { claimed: 0, published: 0 };
        const failures = await publishAll(messages);
        const published = messages.filter((message) => !failures.has(message));
        await markPublished(tx, published);
        await reschedule(tx, failures);
        return { claimed: messages.length, published: published.length };
      },
      limits,
    );
  }

  async function publishAll(messages: readonly PendingMessage[]) {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), publishDeadlineMs);
    const forget = onAbort(stopDeadline.signal, () => deadline.abort());
    const outcomes = await Promise.allSettled(
      messages.map((message) => bus.publish(message, { signal: deadline.signal })),
    );
    clearTimeout(timer);
    forget();
    const failures = new Map<PendingMessage, string>();
    outcomes.forEach((outcome, i) => {
      if (outcome.status === 'fulfilled') return;
      failures.set(messages[i] as PendingMessage, messageOf(outcome.reason));
    });
    const [reason] = failures.values();
    if (reason)
      logger.warn('outbox relay: publish failed, retrying within 5 s', {
        count: failures.size,
        reason,
      });
    return failures;
  }

  /** Returns whether another turn should follow at once. Never rejects. */
  async function turn(): Promise<boolean> {
    if (!bus.isUp()) return false;
    try {
      const startedAt = performance.now();
      const { claimed, published } = await runOnce();
      if (claimed === batchSize) return published > 0;
      await cooldown({ startedAt, size: claimed, maxBatchSize: batchSize, waiting: 0 });
      return false;
    } catch (error) {
      if (error instanceof UnavailableError) {
        logger.warn(`outbox relay: database unavailable, retrying in ${pollIntervalMs} ms`, {
          reason: messageOf(error.cause),
        });
      } else {
        logger.error(`outbox relay: turn failed, retrying in ${pollIntervalMs} ms`, { error });
      }
      return false;
    }
  }

  const loop = createLoop({ name: 'outbox relay', intervalMs: pollIntervalMs, turn });
  bus.onUp(() => loop.wake());

  return {
    ...loop,
    /**
     * Finishes the running turn, then runs a last turn for the rows that were committed meanwhile.
     */
    async stop() {
      const timer = setTimeout(() => stopDeadline.abort(), stopDeadlineMs);
      await loop.stop();
      if (!stopDeadline.signal.aborted) await turn();
      clearTimeout(timer);
    },
    runOnce,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
