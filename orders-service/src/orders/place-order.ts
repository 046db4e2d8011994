import { recordAnswers } from '@online-shop/shared/idempotency/idempotency';
import type { IdempotencyKey } from '@online-shop/shared/idempotency/idempotency-key';
import type { Trace } from '@online-shop/shared/messages/create-event';
import { appendToOutbox } from '@online-shop/shared/outbox/outbox';
import { insertOrders } from '../db/orders.repository';
import type { Transaction } from '../db/prisma';
import { createOrder, type Order } from './order';
import { idempotencyKeyReused, type OrderError } from './order.errors';
import { createOrderEvent } from './order-event';
import type { OrderRequest } from './order-request';

export interface PlaceOrder extends OrderRequest {
  readonly trace: Trace;
  readonly idempotency?: IdempotencyKey | undefined;
}

export interface PlacedOrder {
  readonly order: Order;
  /**
   * True if the key was used before. `order` is then the unchanged order of the first response.
   */
  readonly isReplayed: boolean;
}

/**
 * Places the orders in the transaction of the caller. An order, its `order.created` message and the
 * record of its idempotency key commit together. Returns one outcome per command. A reused key with
 * another body is the error of its command only.
 */
export async function placeOrders(
  tx: Transaction,
  commands: readonly PlaceOrder[],
): Promise<(PlacedOrder | OrderError)[]> {
  const drafts = commands.map((command) => ({ command, order: createOrder(command) }));
  const earlier = await findEarlierAnswers(tx, drafts);
  const placed = drafts.filter((draft) => !earlier.has(draft));

  await insertOrders(
    tx,
    placed.map(({ order }) => order),
  );
  await appendToOutbox(
    tx,
    placed.map(({ command, order }) => createOrderEvent(order, command.trace)),
  );

  return drafts.map((draft) => earlier.get(draft) ?? { order: draft.order, isReplayed: false });
}

interface Draft {
  readonly command: PlaceOrder;
  readonly order: Order;
}

/** Records every idempotency key and returns replays and conflicts. */
async function findEarlierAnswers(
  tx: Transaction,
  drafts: readonly Draft[],
): Promise<Map<Draft, PlacedOrder | OrderError>> {
  const keyed = drafts.flatMap((draft) => {
    const { idempotency } = draft.command;
    return idempotency ? [{ draft, idempotency, answer: draft.order }] : [];
  });
  const outcomes = await recordAnswers(tx, keyed);

  const earlier = new Map<Draft, PlacedOrder | OrderError>();
  outcomes.forEach((outcome, i) => {
    const draft = keyed[i]?.draft;
    if (!draft || outcome.kind === 'first') return;
    const isReplayed = outcome.kind === 'replay';
    earlier.set(
      draft,
      isReplayed ? { order: revive(outcome.answer), isReplayed } : idempotencyKeyReused(),
    );
  });
  return earlier;
}

/** Restores an order from JSON. */
function revive(order: Order): Order {
  return {
    ...order,
    createdAt: new Date(order.createdAt),
    updatedAt: new Date(order.updatedAt),
  };
}
