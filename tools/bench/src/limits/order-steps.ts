/**
 * The five transactions of an order's way, statement by statement as the services have them where
 * nothing is batched. Those of a transaction are sent together, and wait for one answer.
 */
import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { Client } from 'pg';
import type { LimitAccount } from './limit-databases';
import { begin, commit, type Statement, send } from './measure-sql';
import { type EventType, limitMessageId, messageBody } from './message-body';

const INSERT_ORDER = `
  insert into orders (id, user_id, amount, currency, description, created_at, updated_at)
  values ($1, $2, $3, 'RUB', '', now(), now())`;
const INSERT_MESSAGE = `
  insert into outbox_messages (id, type, subject, correlation_id, body)
  values ($1, $2, $3::uuid, $3::uuid::text, $4)
  on conflict (id) do update set published_at = null, attempts = 0, next_attempt_at = now()`;
const MARK_MESSAGE = `
  update outbox_messages set published_at = now(), attempts = attempts + 1, last_error = null
  where id = $1`;
const RECEIVE = `
  insert into inbox_messages (id, type, subject) values ($1, $2, $3)
  on conflict (id) do nothing returning id`;
const LOCK_ACCOUNT = `
  select user_id, currency, balance, entry_count from accounts where id = $1 for update`;
const INSERT_PAYMENT = `
  insert into payments (order_id, user_id, amount, currency, status, reason, decided_at)
  values ($1, $2, $3, 'RUB', 'COMPLETED', null, now()) on conflict (order_id) do nothing`;
const CHARGE_ACCOUNT = `
  with account as (
    update accounts
    set balance = balance - $3::bigint, entry_count = entry_count + 1, updated_at = now()
    where id = $2
    returning id, entry_count, balance
  )
  insert into ledger_entries
    (id, account_id, number, kind, amount, balance_after, order_id, created_at)
  select $4, id, entry_count, 'PAYMENT', -$3::bigint, balance, $1, now() from account`;
const SETTLE = `
  update orders set status = 'FINISHED', updated_at = now() where id = $1 and status = 'NEW'`;

export interface OrderOfLimit {
  readonly id: string;
  readonly account: LimitAccount;
  readonly amount: number;
}

export async function place(ordersDb: Client, order: OrderOfLimit): Promise<void> {
  const { id, account, amount } = order;
  await send(ordersDb, [
    begin,
    { name: 'order', text: INSERT_ORDER, values: [id, account.userId, amount] },
    tell('order.created', order),
    commit,
  ]);
}

/** Marks the order's message of this type as published. */
export async function mark(database: Client, type: EventType, { id }: OrderOfLimit): Promise<void> {
  await send(database, [{ name: 'mark', text: MARK_MESSAGE, values: [limitMessageId(type, id)] }]);
}

export async function charge(paymentsDb: Client, order: OrderOfLimit): Promise<void> {
  const { id, account, amount } = order;
  await send(paymentsDb, [
    begin,
    hear('order.created', order),
    { name: 'lock', text: LOCK_ACCOUNT, values: [account.id] },
    { name: 'payment', text: INSERT_PAYMENT, values: [id, account.userId, amount] },
    { name: 'charge', text: CHARGE_ACCOUNT, values: [id, account.id, amount, createId()] },
    tell('payment.completed', order),
    commit,
  ]);
}

export async function settle(ordersDb: Client, order: OrderOfLimit): Promise<void> {
  await send(ordersDb, [
    begin,
    hear('payment.completed', order),
    { name: 'settle', text: SETTLE, values: [order.id] },
    commit,
  ]);
}

function tell(type: EventType, { id, account, amount }: OrderOfLimit): Statement {
  const body = messageBody(type, { id, userId: account.userId, amount });
  return { name: 'tell', text: INSERT_MESSAGE, values: [limitMessageId(type, id), type, id, body] };
}

function hear(type: EventType, { id }: OrderOfLimit): Statement {
  return { name: 'hear', text: RECEIVE, values: [limitMessageId(type, id), type, id] };
}
