/**
 * The five transactions of an order, with the statements that the services use for a batch of one.
 * The statements of a transaction are pipelined: they cost one round trip.
 */
import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { Client } from 'pg';
import type { LimitAccount } from './limit-databases';
import { begin, commit, type Statement, send } from './measure-sql';
import { type EventType, limitMessageId, messageBody } from './message-body';

const insertOrderSql = `
  INSERT INTO orders (id, user_id, amount, currency, description, created_at, updated_at)
  VALUES ($1, $2, $3, 'RUB', '', now(), now())`;
const insertMessageSql = `
  INSERT INTO outbox_messages (id, type, subject, correlation_id, body)
  VALUES ($1, $2, $3::uuid, $3::uuid::text, $4)
  ON CONFLICT (id) DO UPDATE SET published_at = NULL, attempts = 0, next_attempt_at = now()`;
const markMessageSql = `
  UPDATE outbox_messages SET published_at = now(), attempts = attempts + 1, last_error = NULL
  WHERE id = $1`;
const receiveSql = `
  INSERT INTO inbox_messages (id, type, subject) VALUES ($1, $2, $3)
  ON CONFLICT (id) DO NOTHING RETURNING id`;
const lockAccountSql = `
  SELECT user_id, currency, balance, entry_count FROM accounts WHERE id = $1 FOR UPDATE`;
const insertPaymentSql = `
  INSERT INTO payments (order_id, user_id, amount, currency, status, reason, decided_at)
  VALUES ($1, $2, $3, 'RUB', 'COMPLETED', NULL, now()) ON CONFLICT (order_id) DO NOTHING`;
const chargeAccountSql = `
  WITH account AS (
    UPDATE accounts
    SET balance = balance - $3::bigint, entry_count = entry_count + 1, updated_at = now()
    WHERE id = $2
    RETURNING id, entry_count, balance
  )
  INSERT INTO ledger_entries
    (id, account_id, number, kind, amount, balance_after, order_id, created_at)
  SELECT $4, id, entry_count, 'PAYMENT', -$3::bigint, balance, $1, now() FROM account`;
const settleSql = `
  UPDATE orders SET status = 'FINISHED', updated_at = now() WHERE id = $1 AND status = 'NEW'`;

export interface ReferenceOrder {
  readonly id: string;
  readonly account: LimitAccount;
  readonly amount: number;
}

export async function place(ordersDb: Client, order: ReferenceOrder): Promise<void> {
  const { id, account, amount } = order;
  await send(ordersDb, [
    begin,
    { name: 'order', text: insertOrderSql, values: [id, account.userId, amount] },
    addMessage('order.created', order),
    commit,
  ]);
}

/** Marks the order's message of this type as published. */
export async function mark(
  database: Client,
  type: EventType,
  { id }: ReferenceOrder,
): Promise<void> {
  await send(database, [
    { name: 'mark', text: markMessageSql, values: [limitMessageId(type, id)] },
  ]);
}

export async function charge(paymentsDb: Client, order: ReferenceOrder): Promise<void> {
  const { id, account, amount } = order;
  await send(paymentsDb, [
    begin,
    addReceipt('order.created', order),
    { name: 'lock', text: lockAccountSql, values: [account.id] },
    { name: 'payment', text: insertPaymentSql, values: [id, account.userId, amount] },
    { name: 'charge', text: chargeAccountSql, values: [id, account.id, amount, createId()] },
    addMessage('payment.completed', order),
    commit,
  ]);
}

export async function settle(ordersDb: Client, order: ReferenceOrder): Promise<void> {
  await send(ordersDb, [
    begin,
    addReceipt('payment.completed', order),
    { name: 'settle', text: settleSql, values: [order.id] },
    commit,
  ]);
}

function addMessage(type: EventType, { id, account, amount }: ReferenceOrder): Statement {
  const body = messageBody(type, { id, userId: account.userId, amount });
  return {
    name: 'message',
    text: insertMessageSql,
    values: [limitMessageId(type, id), type, id, body],
  };
}

function addReceipt(type: EventType, { id }: ReferenceOrder): Statement {
  return { name: 'receipt', text: receiveSql, values: [limitMessageId(type, id), type, id] };
}
