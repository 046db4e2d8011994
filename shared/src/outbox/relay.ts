/**
 * The outbox relay: takes committed messages to the bus.
 *
 * Guarantee: a message whose row was committed is published at least once, whatever dies.
 * A row is `pending` (no `published_at`) until the broker confirmed that it took and routed it.
 *
 * One turn is one short transaction: claim pending rows (FOR UPDATE SKIP LOCKED), publish them
 * together under a deadline, mark those that were confirmed, put off the others, commit.
 *
 * Crash windows:
 * - before publishing: the locks die with the connection; another relay claims the rows at once.
 * - after the confirm, before the commit of the mark: the rows are still pending and are published
 *   again under the same ids; the receiving inbox drops the second.
 * - a deadline passes though the broker took the message: the same duplicate, the same inbox.
 *
 * Any number of relays may run: SKIP LOCKED hands every row to one of them. Rows are claimed by
 * state, never by `id > last`: transactions do not commit in the order of their ids.
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
  /** Most rows of one turn. */
  readonly batchSize?: number;
  /** How often to look for what a crash or a failed publish left, milliseconds. */
  readonly pollIntervalMs?: number;
  /** How long a turn may wait for the broker's confirms, milliseconds. */
  readonly publishDeadlineMs?: number;
  /** How long its stop may wait for them, milliseconds: a broker that is frozen holds nobody up. */
  readonly stopDeadlineMs?: number;
}

/** Wake it after a commit that wrote to the outbox: the next turn begins at once. */
export interface OutboxRelay extends Loop {
  /** One turn, now. Safe beside the loop and beside other relays. */
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
    if (reason) logger.warn('messages stay in the outbox', { count: failures.size, reason });
    return failures;
  }

  /** Whether another turn should follow at once. Never rejects. */
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
        logger.warn('the outbox relay waits for its database', { reason: messageOf(error.cause) });
      } else {
        logger.error('an outbox relay turn failed', { error });
      }
      return false;
    }
  }

  const loop = createLoop({ name: 'outbox relay', intervalMs: pollIntervalMs, turn });
  bus.onUp(() => loop.wake());

  return {
    ...loop,
    /** Ends the turn in hand and does a last one, for what was committed meanwhile. */
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
