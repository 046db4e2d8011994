import type { OrderStatus } from '@online-shop/orders-service/orders/order';
import type { Batches, Snapshot } from '../snapshot';

/**
 * The state of a message. `missing` means that its row was deleted before the end of its retention.
 */
export type MessageState = 'untried' | 'tried' | 'published' | 'pastRetention' | 'missing';

/** An order in ordersdb. Amounts are strings, because they are only compared. */
export interface OrderRow {
  readonly id: string;
  readonly userId: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: OrderStatus;
  readonly reason: string | null;
  readonly message: MessageState;
  /**
   * The body of its message. Null for a finished order, which is compared with its charge instead.
   */
  readonly body: string | null;
  readonly lastError: string | null;
  /** The time since the order was placed. Null for a final order. */
  readonly ageSeconds: number | null;
  /** Whether the order is NEW although the inbox contains its result. */
  readonly isAnswered: boolean;
}

/** The decision about an order in paymentsdb. */
export interface PaymentRow {
  readonly id: string;
  readonly status: 'COMPLETED' | 'FAILED';
  readonly reason: string | null;
  /** User, amount and currency of the decision. All null for a decision of the previous version. */
  readonly userId: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly message: MessageState;
  /** Type and body of its message. Null if the message was deleted after its retention. */
  readonly messageType: string | null;
  readonly body: string | null;
}

/** The sum of all charges for an order. */
export interface ChargeRow {
  readonly id: string;
  readonly times: number;
  readonly amount: string;
  readonly userId: string | null;
  readonly currency: string | null;
}

/**
 * The message of each order, of the given types. A service of the previous version uses the order
 * ID as message ID, so during a rolling upgrade the outbox may have two rows of the same fact.
 */
const messagesOf = (types: string) => `
  SELECT DISTINCT ON (subject) * FROM outbox_messages
  WHERE type IN (${types}) ORDER BY subject, published_at`;

const ordersSql = `
  SELECT o.id, o.user_id AS "userId", o.amount, o.currency, o.status, o.status_reason AS reason,
    CASE
      WHEN m.published_at IS NOT NULL THEN 'published'
      WHEN m.attempts > 0 THEN 'tried'
      WHEN m.attempts = 0 THEN 'untried'
      WHEN o.created_at < now() - $1 * INTERVAL '1 hour' THEN 'pastRetention'
      ELSE 'missing'
    END AS message,
    CASE WHEN o.status <> 'FINISHED' THEN m.body END AS body,
    m.last_error AS "lastError",
    CASE WHEN o.status = 'NEW'
      THEN greatest(0, floor(extract(epoch FROM now() - o.created_at)))::int
    END AS "ageSeconds",
    answered.subject IS NOT NULL AS "isAnswered"
  FROM orders AS o
  LEFT JOIN (${messagesOf("'order.created'")}) AS m ON m.subject = o.id
  LEFT JOIN (
    SELECT DISTINCT i.subject
    FROM inbox_messages AS i JOIN orders ON orders.id = i.subject AND orders.status = 'NEW'
  ) AS answered ON answered.subject = o.id`;

/** The audit parses the bodies. If PostgreSQL parsed them, an invalid body would end the query. */
const paymentsSql = `
  SELECT p.order_id AS id, p.status, p.reason, p.user_id AS "userId", p.amount, p.currency,
    m.type AS "messageType", m.body,
    CASE
      WHEN m.id IS NOT NULL THEN 'published'
      WHEN p.decided_at < now() - $1 * INTERVAL '1 hour' THEN 'pastRetention'
      ELSE 'missing'
    END AS message
  FROM payments AS p
  LEFT JOIN (${messagesOf("'payment.completed', 'payment.failed'")}) AS m
    ON m.subject = p.order_id
  ORDER BY p.order_id`;

const chargesSql = `
  SELECT e.order_id AS id, count(*)::int AS times, (-sum(e.amount))::text AS amount,
    min(a.user_id) AS "userId", min(a.currency) AS currency
  FROM ledger_entries AS e
  LEFT JOIN accounts AS a ON a.id = e.account_id
  WHERE e.order_id IS NOT NULL
  GROUP BY e.order_id
  ORDER BY e.order_id`;

/** Reads all orders, sorted by ID. */
export function readOrders(orders: Snapshot, retentionHours: number): Batches<OrderRow> {
  return orders.read<OrderRow>(`${ordersSql} ORDER BY o.id`, [withMargin(retentionHours)]);
}

/** Finds the orders with these IDs. IDs without an order are ignored. */
export function findOrders(
  orders: Snapshot,
  { ids, retentionHours }: { readonly ids: readonly string[]; readonly retentionHours: number },
): Promise<OrderRow[]> {
  const statement = `${ordersSql} WHERE o.id = ANY ($2::uuid[]) ORDER BY o.id`;
  return orders.query<OrderRow>(statement, [withMargin(retentionHours), ids]);
}

/** Reads all payments, sorted by order ID. */
export function readPayments(payments: Snapshot, retentionHours: number): Batches<PaymentRow> {
  return payments.read<PaymentRow>(paymentsSql, [withMargin(retentionHours)]);
}

/** Reads all charges, sorted by order ID. */
export function readCharges(payments: Snapshot): Batches<ChargeRow> {
  return payments.read<ChargeRow>(chargesSql);
}

/** Shortens the retention by one hour, because clocks of services and databases may differ. */
function withMargin(retentionHours: number): number {
  return Math.max(0, retentionHours - 1);
}
