import type { OrderStatus } from '@online-shop/orders-service/orders/order';
import type { LockedAccount } from '@online-shop/payments-service/accounts/account';
import {
  type Decision,
  decideCharges,
  type OrderToCharge,
} from '@online-shop/payments-service/accounts/decide-charges';
import {
  findContradiction,
  type RecordedPayment,
} from '@online-shop/payments-service/accounts/payment';
import { createParser, type EventOf } from '@online-shop/shared/messages/contract';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import type { DatabaseUrls } from '../config';
import {
  change,
  contradiction,
  createForecaster,
  type Forecast,
  type Forecaster,
  nothing,
} from './forecast';
import { readOnly } from './read-only';

type OrderCreated = EventOf<typeof orderCreated>;

const accountsSql = `
  SELECT id, user_id AS "userId", currency, balance, entry_count AS "entryCount",
    created_at AS "createdAt", updated_at AS "updatedAt"
  FROM accounts WHERE user_id = ANY($1::text[])`;
const paymentsSql = `
  SELECT order_id AS "orderId", user_id AS "userId", amount::float8 AS amount, currency,
    reason::text AS reason
  FROM payments WHERE order_id = ANY($1::uuid[])`;
const ordersSql = `
  SELECT id, user_id AS "userId", amount::text, currency, status::text AS status
  FROM orders WHERE id = ANY($1::uuid[])`;

interface Order {
  readonly id: string;
  readonly userId: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: OrderStatus;
}

type Decided = Omit<RecordedPayment, 'decidedAt'>;

interface Records {
  readonly accounts: readonly LockedAccount[];
  /** Earlier decisions by order ID. */
  readonly payments: ReadonlyMap<string, Decided>;
}

/** Forecasts how payments-service would handle `order.created`, with its own rule and ledger. */
export function createChargeForecaster(urls: DatabaseUrls): Forecaster {
  /** The amount that earlier forecasts would charge, by account ID. */
  const spent = new Map<string, number>();

  return createForecaster<typeof orderCreated>(createParser([orderCreated]), async (events) => {
    const { accounts, payments } = await readRecords(urls.PAYMENTS_DATABASE_URL, events);
    const orders = await findOrders(urls.ORDERS_DATABASE_URL, [...payments.keys()]);
    const undecided = events.filter((each) => !payments.has(each.subject));
    const left = accounts.map((account) => {
      return { ...account, balance: account.balance - (spent.get(account.id) ?? 0) };
    });
    const forecasts = new Map<string, Forecast>();
    for (const decision of decideCharges(left, undecided.map(toOrder))) {
      forecasts.set(decision.order.orderId, describe(decision));
      if (decision.kind !== 'charged') continue;
      const { account, order } = decision;
      spent.set(account.id, (spent.get(account.id) ?? 0) + order.amount);
    }
    return events.map((event) => {
      const { subject } = event;
      const payment = payments.get(subject);
      if (!payment) return forecasts.get(subject) as Forecast;
      return describeRepeat(event, { payment, order: orders.get(subject) });
    });
  });
}

/** A decided order is not decided again. Its result is sent again, and a final order ignores it. */
function describeRepeat(
  { data }: OrderCreated,
  { payment, order }: { readonly payment: Decided; readonly order: Order | undefined },
): Forecast {
  const problem = findContradiction(payment, data);
  if (problem) return contradiction(`would contradict: ${problem}`);
  const { reason } = payment;
  const past = reason ? `already declined: ${reason}` : 'already charged';
  if (!order) return change(`would send the result again: ${past}`);
  const { userId, amount, currency, status } = order;
  const isSame =
    data.userId === userId && String(data.amount) === amount && data.currency === currency;
  if (!isSame) return contradiction(`would contradict the order, which is ${past}`);
  return status === 'NEW' ? change(`would send the result again: ${past}`) : nothing(past);
}

function describe(decision: Decision): Forecast {
  if (decision.kind === 'declined') return change(`would decline: ${decision.reason}`);
  return change(`would charge ${format(decision.order)}`);
}

function toOrder({ subject: orderId, data }: OrderCreated): OrderToCharge {
  return { orderId, ...data };
}

function readRecords(url: string, events: readonly OrderCreated[]): Promise<Records> {
  return readOnly({ url, what: 'paymentsdb' }, async (client) => {
    const userIds = [...new Set(events.map(({ data }) => data.userId))];
    const { rows } = await client.query<LockedAccount>(accountsSql, [userIds]);
    const { rows: payments } = await client.query<Decided>(paymentsSql, [
      events.map(({ subject }) => subject),
    ]);
    return {
      accounts: rows.map((row) => ({ ...row, balance: Number(row.balance) })),
      payments: new Map(payments.map((payment) => [payment.orderId, payment])),
    };
  });
}

async function findOrders(url: string, orderIds: readonly string[]) {
  if (orderIds.length === 0) return new Map<string, Order>();
  return readOnly({ url, what: 'ordersdb' }, async (client) => {
    const { rows } = await client.query<Order>(ordersSql, [orderIds]);
    return new Map(rows.map((order) => [order.id, order]));
  });
}

/** Formats minor units with the currency's number of decimals (ISO 4217). */
function format({ amount, currency }: OrderToCharge): string {
  const { maximumFractionDigits: decimals = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return `${(amount / 10 ** decimals).toFixed(decimals)} ${currency}`;
}
