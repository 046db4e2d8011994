import { orderCreated } from '@online-shop/shared/messages/order-created';
import type { NewOrders } from '../orders/new-orders';
import type { Order, Settlement } from '../orders/order';
import type { Order as OrderRow, OrderStatus as StatusColumn } from './generated/client';
import type { Database, Transaction } from './prisma';

/**
 * Inserts new orders with one statement. Each column is one array parameter, because Prisma's cost
 * is per parameter.
 */
export async function insertOrders(tx: Transaction, orders: readonly Order[]): Promise<void> {
  if (orders.length === 0) return;
  const ids = orders.map((order) => order.id);
  const userIds = orders.map((order) => order.userId);
  const amounts = orders.map((order) => String(order.amount));
  const currencies = orders.map((order) => order.currency);
  const descriptions = orders.map((order) => order.description);
  const times = orders.map((order) => order.createdAt.toISOString());

  await tx.$executeRaw`
    INSERT INTO orders
      (id, user_id, amount, currency, description, created_at, updated_at)
    SELECT id, user_id, amount, currency, description, created_at, created_at
    FROM unnest(${ids}::uuid[], ${userIds}::text[], ${amounts}::bigint[], ${currencies}::text[],
      ${descriptions}::text[], ${times}::timestamptz[])
      AS placed (id, user_id, amount, currency, description, created_at)`;
}

/** The final status of an order, and the order fields of the payment result. */
export interface Transition extends Pick<Order, 'id' | 'userId' | 'amount' | 'currency'> {
  readonly settlement: Settlement;
}

/**
 * Settles NEW orders and returns the IDs of the settled ones. Skips an order that is not NEW, which
 * makes a final status final, and an order whose user, amount or currency differs from the
 * transition.
 *
 * The statement looks up each order by its ID. The cast in the WHERE clause prevents the planner
 * from using the index of NEW orders: it would scan the whole backlog for a few results.
 */
export async function settleNewOrders(
  tx: Transaction,
  transitions: readonly Transition[],
): Promise<ReadonlySet<string>> {
  if (transitions.length === 0) return new Set();
  const ids = transitions.map(({ id }) => id);
  const userIds = transitions.map(({ userId }) => userId);
  const amounts = transitions.map(({ amount }) => String(amount));
  const currencies = transitions.map(({ currency }) => currency);
  const statuses: StatusColumn[] = transitions.map(({ settlement }) => settlement.status);
  const reasons = transitions.map(({ settlement }) => settlement.statusReason);

  const settled = await tx.$queryRaw<{ id: string }[]>`
    UPDATE orders
    SET status = ended.status::order_status,
        status_reason = ended.reason::cancel_reason,
        updated_at = greatest(orders.created_at, ${new Date().toISOString()}::timestamptz)
    FROM unnest(${ids}::uuid[], ${userIds}::text[], ${amounts}::bigint[], ${currencies}::text[],
      ${statuses}::text[], ${reasons}::text[])
      AS ended (id, user_id, amount, currency, status, reason)
    WHERE orders.id = ended.id AND orders.status = 'NEW'::text::order_status
      AND orders.user_id = ended.user_id AND orders.amount = ended.amount
      AND orders.currency = ended.currency
    RETURNING orders.id`;
  return new Set(settled.map((row) => row.id));
}

/** A NEW order to re-drive. */
export interface OrderToRedrive {
  readonly order: Order;
  /**
   * The ID of its `order.created` message in the outbox. Null if retention has deleted the message.
   */
  readonly messageId: string | null;
}

/** How long an order waits before it is re-driven, in milliseconds. */
export interface RedriveWait {
  /** The first wait, and the minimum of all waits. */
  readonly afterMs: number;
  /**
   * Maximum wait. Each further wait is the age of the order at the last publish, up to this
   * maximum.
   */
  readonly growsToMs: number;
}

/**
 * Locks NEW orders that are due to be re-driven, oldest first. An order is due if
 * - its `order.created` was published at least `afterMs` ago, and at least as long ago as the age
 *   of the order at that publish, up to `growsToMs`; or
 * - its message is no longer in the outbox, and the order is older than `afterMs`; or
 * - its message was published in the future, because the clock of the database jumped back.
 *
 * `published_at` and now() come from the clock of the database, `created_at` from the clock of a
 * service. Clock skew changes a wait only between `afterMs` and `growsToMs`.
 *
 * The partial index of NEW orders bounds the cost by the orders in flight. LIMIT makes the planner
 * look up the message of each order through the index on `subject`. With many NEW orders a plain
 * join would read the whole history of messages. Orders that another replica has locked are
 * skipped.
 */
export async function lockOrdersToRedrive(
  tx: Transaction,
  { afterMs, growsToMs, limit }: RedriveWait & { readonly limit: number },
): Promise<OrderToRedrive[]> {
  const rows = await tx.$queryRaw<(OrderRow & { messageId: string | null })[]>`
    SELECT orders.id, user_id AS "userId", amount, currency, description,
      status::text AS status, status_reason::text AS "statusReason",
      orders.created_at AS "createdAt", orders.updated_at AS "updatedAt",
      message.id AS "messageId"
    FROM orders
    LEFT JOIN LATERAL (
      SELECT id, published_at FROM outbox_messages
      WHERE subject = orders.id AND type = ${orderCreated.type}
      LIMIT 1
    ) AS message ON true
    WHERE orders.status = 'NEW'
      AND CASE WHEN message.id IS NULL
        THEN orders.created_at <= now() - ${afterMs} * interval '1 millisecond'
        ELSE now() - message.published_at >= greatest(
          ${afterMs} * interval '1 millisecond',
          least(message.published_at - orders.created_at, ${growsToMs} * interval '1 millisecond'))
          OR message.published_at > now() + interval '1 minute'
        END
    ORDER BY orders.id
    LIMIT ${limit}
    FOR UPDATE OF orders SKIP LOCKED`;
  return rows.map(({ messageId, ...row }) => ({ order: toOrder(row), messageId }));
}

/** Counts NEW orders, oldest first, up to `maxCount`, through their partial index. */
export async function summariseNewOrders(
  database: Transaction,
  { olderThan, maxCount, maxIds }: { olderThan: Date; maxCount: number; maxIds: number },
): Promise<NewOrders> {
  const [row] = await database.$queryRaw<NewOrders[]>`
    SELECT count(*)::int AS new,
      (count(*) FILTER (WHERE created_at < ${olderThan}))::int AS overdue,
      coalesce((array_agg(id ORDER BY id) FILTER (WHERE created_at < ${olderThan}))[:${maxIds}], '{}')
        AS "oldestOverdueIds"
    FROM (
      SELECT id, created_at FROM orders WHERE status = 'NEW' ORDER BY id LIMIT ${maxCount}
    ) AS waiting`;
  return row ?? { new: 0, overdue: 0, oldestOverdueIds: [] };
}

export async function findOrder(database: Database, orderId: string): Promise<Order | null> {
  const row = await database.order.findUnique({ where: { id: orderId } });
  return row && toOrder(row);
}

/** Returns a user's orders, newest first, starting below the ID `after` if it is given. */
export async function findOrdersOfUser(
  database: Database,
  { userId, after, limit }: { userId: string; after?: string | undefined; limit: number },
): Promise<Order[]> {
  const rows = await database.order.findMany({
    where: { userId, ...(after ? { id: { lt: after } } : {}) },
    orderBy: { id: 'desc' },
    take: limit,
  });
  return rows.map(toOrder);
}

/** Returns the orders with these IDs, by ID. */
export async function findOrders(
  tx: Transaction,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, Order>> {
  const rows = await tx.order.findMany({ where: { id: { in: [...orderIds] } } });
  return new Map(rows.map((row) => [row.id, toOrder(row)]));
}

function toOrder(row: OrderRow): Order {
  return { ...row, amount: Number(row.amount) };
}
