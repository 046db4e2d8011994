import { messageIdOf } from '@online-shop/shared/messages/message-id';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import type { ManualBus } from '@online-shop/test-kit/manual-bus';
import type { Database } from '../../src/db/prisma';
import { placeNew } from './orders';

/** The ID of the `order.created` message of an order. */
export function messageIdOfOrder(orderId: string): string {
  return messageIdOf({ ...orderCreated, subject: orderId });
}

/** Places orders and returns the IDs of their messages, sorted. */
export async function appendMessages(client: Database, count = 1): Promise<string[]> {
  const orders = await placeNew(client, count);
  return orders.map(({ id }) => messageIdOfOrder(id)).toSorted();
}

export function findMessage(client: Database, id: string | undefined) {
  return client.outboxMessage.findUniqueOrThrow({ where: { id: id ?? '' } });
}

/** Makes every rescheduled message due. */
export async function endWaits(client: Database): Promise<void> {
  await client.$executeRaw`UPDATE outbox_messages SET next_attempt_at = now()`;
}

export function publishedIds(bus: ManualBus): string[] {
  return bus.published.map(({ id }) => id);
}

/** Terminates the connection of an idle transaction, as a crash of its process would. */
export async function killIdleTransactions(client: Database): Promise<void> {
  await client.$queryRaw`
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'idle in transaction'`;
}
