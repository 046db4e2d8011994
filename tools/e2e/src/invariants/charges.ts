import { type OrderStatus, orderStatuses } from '@online-shop/orders-service/orders/order';
import type { Queryable } from '../shop/databases';
import { type Violation, violations } from './violation';

interface OrderRow {
  readonly id: string;
  readonly amount: string;
  readonly status: OrderStatus;
  readonly reason: string | null;
  readonly isTold: boolean;
}

interface PaymentRow {
  readonly orderId: string;
  readonly reason: string | null;
  readonly charged: string | null;
  readonly isDecided: boolean;
  readonly isTold: boolean;
}

const ordersSql = `
  SELECT o.id, o.amount::text, o.status::text, o.status_reason::text AS reason,
    EXISTS (SELECT FROM outbox_messages m WHERE m.subject = o.id) AS "isTold"
  FROM orders o
  WHERE o.id > $1 ORDER BY o.id LIMIT $2`;

/** The decision and the charge of each order, including a decision or charge without the other. */
const paymentsSql = `
  SELECT order_id AS "orderId", p.reason::text, (-e.amount)::text AS charged,
    p.order_id IS NOT NULL AS "isDecided",
    EXISTS (SELECT FROM outbox_messages m WHERE m.subject = order_id) AS "isTold"
  FROM payments p
  FULL JOIN ledger_entries e USING (order_id)
  WHERE order_id = ANY($1::uuid[])`;
const countDecidedSql = `
  SELECT count(DISTINCT order_id)::int AS count
  FROM (SELECT order_id FROM payments UNION ALL SELECT order_id FROM ledger_entries) decided
  WHERE order_id IS NOT NULL`;

/** Orders per page, which limits memory. */
const pageSize = 5_000;
const lowestId = '00000000-0000-0000-0000-000000000000';

/** Checks that both services agree about every order. Requires that no order is in progress. */
export async function checkCharges(databases: {
  readonly ordersDb: Queryable;
  readonly paymentsDb: Queryable;
}): Promise<Violation[]> {
  const { ordersDb, paymentsDb } = databases;
  const found: Violation[] = [];
  let decidedHere = 0;
  for await (const orders of pagesOf(ordersDb)) {
    const ids = orders.map((order) => order.id);
    const rows = await paymentsDb.query<PaymentRow>(paymentsSql, [ids]);
    const payments = new Map(rows.map((row) => [row.orderId, row]));
    decidedHere += payments.size;
    for (const order of orders) found.push(...compare(order, payments.get(order.id)));
  }
  const [row] = await paymentsDb.query<{ count: number }>(countDecidedSql);
  const unknown = (row?.count ?? 0) - decidedHere;
  if (unknown !== 0) {
    found.push(...violations('atomic', [`${unknown} payments belong to orders that do not exist`]));
  }
  return found;
}

async function* pagesOf(ordersDb: Queryable): AsyncGenerator<readonly OrderRow[]> {
  let after = lowestId;
  for (;;) {
    const page = await ordersDb.query<OrderRow>(ordersSql, [after, pageSize]);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = last.id;
  }
}

function compare(order: OrderRow, payment: PaymentRow | undefined): Violation[] {
  const { id, amount, status, reason } = order;
  const charged = payment?.charged ?? null;
  const problems: Violation[] = [];
  if (!order.isTold) problems.push(...violations('atomic', [`order ${id} has no message`]));
  if (payment && !payment.isTold) {
    problems.push(...violations('atomic', [`the payment of order ${id} has no message`]));
  }
  if (payment && !payment.isDecided) {
    problems.push(...violations('atomic', [`order ${id} was charged without a decision`]));
  }
  if (charged !== null && charged !== amount) {
    problems.push(
      ...violations('chargedOnce', [`order ${id} of ${amount} was charged ${charged}`]),
    );
  }
  const { isFinal, isPaid } = orderStatuses[status];
  const isRight = isFinal && isPaid === (charged !== null) && payment?.reason === reason;
  if (!isRight) {
    const decided = payment ? (payment.reason ?? 'paid') : 'undecided';
    problems.push(
      ...violations('chargedMeansFinished', [
        `order ${id} is ${status}/${reason}, its payment ${decided}, charged ${charged}`,
      ]),
    );
  }
  return problems;
}
