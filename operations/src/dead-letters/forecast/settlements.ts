import { findContradiction } from '@online-shop/orders-service/orders/contradiction';
import type { Order } from '@online-shop/orders-service/orders/order';
import { orderNotFound } from '@online-shop/orders-service/orders/order.errors';
import { createParser, type EventOf } from '@online-shop/shared/messages/contract';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import {
  change,
  contradiction,
  createForecaster,
  type Forecast,
  type Forecaster,
  nothing,
  refusal,
} from './forecast';
import { readOnly } from './read-only';

type Contract = typeof paymentCompleted | typeof paymentFailed;
type PaymentResult = EventOf<Contract>;

const ordersSql = `
  SELECT id, user_id AS "userId", amount::float8 AS amount, currency, status::text AS status,
    status_reason::text AS "statusReason"
  FROM orders WHERE id = ANY($1::uuid[])`;
const inboxSql = 'SELECT id FROM inbox_messages WHERE id = ANY($1::uuid[])';

type OrderRow = Pick<Order, 'id' | 'userId' | 'amount' | 'currency' | 'status' | 'statusReason'>;

interface Records {
  readonly orders: ReadonlyMap<string, OrderRow>;
  /** The IDs of handled messages. A repeated message has no effect. */
  readonly inbox: ReadonlySet<string>;
}

/** Forecasts how orders-service would handle `payment.completed` and `payment.failed`. */
export function createSettlementForecaster(databaseUrl: string): Forecaster {
  const parse = createParser<Contract>([paymentCompleted, paymentFailed]);
  return createForecaster<Contract>(parse, async (results) => {
    const records = await readRecords(databaseUrl, results);
    return results.map((result) => describe(result, records));
  });
}

function describe(result: PaymentResult, { orders, inbox }: Records): Forecast {
  const order = orders.get(result.subject);
  const reason = result.type === 'payment.failed' ? result.data.reason : null;
  if (!order) return refusal(orderNotFound(result.subject).code);
  const problem = findContradiction(order, { ...result.data, declineReason: reason });
  if (problem) return contradiction(`would contradict: ${problem}`);
  switch (order.status) {
    case 'FINISHED':
      return nothing('already finished');
    case 'CANCELLED':
      return nothing(`already cancelled: ${reason}`);
    case 'NEW':
      if (inbox.has(result.id)) return nothing('its ID was handled before');
      return change(reason ? `would cancel the order: ${reason}` : 'would finish the order');
  }
}

function readRecords(url: string, results: readonly PaymentResult[]): Promise<Records> {
  return readOnly({ url, what: 'ordersdb' }, async (client) => {
    const orders = await client.query<OrderRow>(ordersSql, [results.map(({ subject }) => subject)]);
    const inbox = await client.query<{ id: string }>(inboxSql, [results.map(({ id }) => id)]);
    return {
      orders: new Map(orders.rows.map((order) => [order.id, order])),
      inbox: new Set(inbox.rows.map(({ id }) => id)),
    };
  });
}
