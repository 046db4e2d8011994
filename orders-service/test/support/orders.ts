import { hashRequest, type IdempotencyKey } from '@online-shop/shared/idempotency/idempotency-key';
import type { Database } from '../../src/db/prisma';
import type { Order } from '../../src/orders/order';
import type { OrderRequest } from '../../src/orders/order-request';
import { type PlaceOrder, placeOrders } from '../../src/orders/place-order';

export const anyTrace = { correlationId: 'test-correlation' };

/** A command to place an order. The test overrides only the relevant fields. */
export function orderCommand(facts: Partial<PlaceOrder> = {}): PlaceOrder {
  const request = { userId: 'ann', amount: 1_000, currency: 'RUB', description: 'a book' };
  return { ...request, trace: anyTrace, ...facts };
}

/** The same command with an idempotency key, as the HTTP app reads it. */
export function withKey(command: PlaceOrder, key: string): PlaceOrder {
  return { ...command, idempotency: keyOf(command, key) };
}

function keyOf(command: OrderRequest, key: string): IdempotencyKey {
  const { userId, amount, currency, description } = command;
  const requestHash = hashRequest({ userId, amount, currency, description });
  return { userId, path: '/api/orders', key, requestHash };
}

/** Places orders in one transaction. */
export function place(client: Database, ...commands: readonly PlaceOrder[]) {
  return client.$transaction((tx) => placeOrders(tx, commands));
}

/** Places orders and throws if one of them is rejected. */
export async function placeNew(client: Database, count = 1, facts: Partial<PlaceOrder> = {}) {
  const commands = Array.from({ length: count }, () => orderCommand(facts));
  const outcomes = await place(client, ...commands);
  return outcomes.map((outcome): Order => {
    if (outcome instanceof Error) throw outcome;
    return outcome.order;
  });
}
