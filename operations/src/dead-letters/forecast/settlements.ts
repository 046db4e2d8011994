import type { OrderStatus } from '@online-shop/orders-service/orders/order';
import { orderNotFound } from '@online-shop/orders-service/orders/order.errors';
import { createParser, type EventOf } from '@online-shop/shared/messages/contract';
import {
  type DeclineReason,
  paymentCompleted,
  paymentFailed,
} from '@online-shop/shared/messages/payment-results';
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

const ORDERS = `
  select id, status::text as status, status_reason::text as "statusReason"
  from orders where id = any($1::uuid[])`;
const INBOX = 'select id from inbox_messages where id = any($1::uuid[])';

interface Order {
  readonly id: string;
  readonly status: OrderStatus;
  readonly statusReason: DeclineReason | null;
}

interface Books {
  readonly orders: ReadonlyMap<string, Order>;
  /** IDs of messages that were handled before; a repeat has no effect. */
  readonly inbox: ReadonlySet<string>;
}

/** What orders-service would do with a `payment.completed` or `payment.failed`. */
export function createSettlementForecaster(databaseUrl: string): Forecaster {
  const parse = createParser<Contract>([paymentCompleted, paymentFailed]);
  return createForecaster<Contract>(parse, async (results) => {
    const books = await readBooks(databaseUrl, results);
    return results.map((result) => describe(result, books));
  });
}

function describe(result: PaymentResult, { orders, inbox }: Books): Forecast {
  const order = orders.get(result.subject);
  const reason = result.type === 'payment.failed' ? result.data.reason : null;
  if (order && order.status !== 'NEW') return describeEnd(order, reason);
  if (inbox.has(result.id)) return nothing('its ID was handled before');
  if (!order) return refusal(orderNotFound(result.subject).code);
  return change(reason ? `would cancel the order: ${reason}` : 'would finish the order');
}

/** An order that has ended does not change, whatever a result says. */
function describeEnd({ status, statusReason }: Order, reason: DeclineReason | null): Forecast {
  const end = status === 'FINISHED' ? 'already finished' : `already cancelled: ${statusReason}`;
  return reason === statusReason ? nothing(end) : contradiction(`would contradict: ${end}`);
}

function readBooks(url: string, results: readonly PaymentResult[]): Promise<Books> {
  return readOnly({ url, what: 'ordersdb' }, async (client) => {
    const orders = await client.query<Order>(ORDERS, [results.map(({ subject }) => subject)]);
    const inbox = await client.query<{ id: string }>(INBOX, [results.map(({ id }) => id)]);
    return {
      orders: new Map(orders.rows.map((order) => [order.id, order])),
      inbox: new Set(inbox.rows.map(({ id }) => id)),
    };
  });
}
