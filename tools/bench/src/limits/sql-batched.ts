/**
 * The cost of orders in the database if commits are shared: set-based statements like those of the
 * services, 100 orders per transaction, five transactions per 100 orders.
 */
import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { BenchCase } from '../cases/bench-case';
import {
  begin,
  commit,
  measureSql,
  type OrderConnections,
  type PlannedOrder,
  type Statement,
  send,
} from './measure-sql';
import { type EventType, limitMessageId, messageBody } from './message-body';

const insertOrdersSql = `
  INSERT INTO orders (id, user_id, amount, currency, description, created_at, updated_at)
  SELECT id, user_id, amount, 'RUB', '', now(), now()
  FROM unnest($1::uuid[], $2::text[], $3::bigint[]) placed (id, user_id, amount)`;
const insertMessagesSql = `
  INSERT INTO outbox_messages (id, type, subject, correlation_id, body)
  SELECT id, $2, subject, subject, body
  FROM unnest($1::uuid[], $3::uuid[], $4::text[]) event (id, subject, body) ORDER BY id
  ON CONFLICT (id) DO UPDATE SET published_at = NULL, attempts = 0, next_attempt_at = now()`;
const markMessagesSql = `
  UPDATE outbox_messages SET published_at = now(), attempts = attempts + 1, last_error = NULL
  WHERE id = ANY ($1::uuid[])`;
const receiveSql = `
  INSERT INTO inbox_messages (id, type, subject)
  SELECT id, $2, subject FROM unnest($1::uuid[], $3::uuid[]) message (id, subject) ORDER BY id
  ON CONFLICT (id) DO NOTHING RETURNING id`;
const lockAccountsSql = `
  SELECT id, user_id, currency, balance, entry_count FROM accounts
  WHERE user_id = ANY ($1::text[]) ORDER BY id FOR UPDATE`;
const insertPaymentsSql = `
  INSERT INTO payments (order_id, user_id, amount, currency, status, reason, decided_at)
  SELECT id, user_id, amount, 'RUB', 'COMPLETED', NULL, now()
  FROM unnest($1::uuid[], $2::text[], $3::bigint[]) decided (id, user_id, amount) ORDER BY id
  ON CONFLICT (order_id) DO NOTHING`;
/** The accounts of a batch are distinct, so each account gets one entry. */
const chargeAccountsSql = `
  WITH charge AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[])
      charge (order_id, account_id, amount, entry_id)
  ), entry AS (
    INSERT INTO ledger_entries
      (id, account_id, number, kind, amount, balance_after, order_id, created_at)
    SELECT entry_id, account_id, entry_count + 1, 'PAYMENT', -amount, balance - amount, order_id, now()
    FROM charge JOIN accounts ON accounts.id = account_id
    RETURNING account_id, number, balance_after
  )
  UPDATE accounts SET balance = balance_after, entry_count = number, updated_at = now()
  FROM entry WHERE accounts.id = account_id`;
const settleSql = `
  UPDATE orders SET status = 'FINISHED', updated_at = now()
  FROM unnest($1::uuid[]) ended (id) WHERE orders.id = ended.id AND status = 'NEW'`;

const batchSize = 100;
const connections = 4;

export const sqlBatched: BenchCase = {
  name: 'sql-batched',
  title: 'SQL only, 100 orders per commit',
  measure: (bench, { orders }) =>
    measureSql(bench, { orders, connections, batchSize, settle: settleBatch }),
};

async function settleBatch(
  { ordersDb, paymentsDb }: OrderConnections,
  orders: readonly PlannedOrder[],
): Promise<void> {
  const placed = orders.map(({ account, amount }) => ({
    ...account,
    id: createId(),
    account,
    amount,
  }));
  const ids = placed.map(({ id }) => id);
  const userIds = placed.map(({ userId }) => userId);
  const accountIds = placed.map(({ account }) => account.id);
  const amounts = placed.map(({ amount }) => amount);
  const idsOf = (type: EventType) => ids.map((id) => limitMessageId(type, id));
  const mark = (type: EventType): Statement => {
    return { name: 'mark', text: markMessagesSql, values: [idsOf(type)] };
  };
  const addMessage = (type: EventType): Statement => {
    const bodies = placed.map((order) => messageBody(type, order));
    return { name: 'message', text: insertMessagesSql, values: [idsOf(type), type, ids, bodies] };
  };
  const addReceipt = (type: EventType): Statement => {
    return { name: 'receipt', text: receiveSql, values: [idsOf(type), type, ids] };
  };
  const charges = [ids, accountIds, amounts, ids.map(() => createId())];

  await send(ordersDb, [
    begin,
    { name: 'orders', text: insertOrdersSql, values: [ids, userIds, amounts] },
    addMessage('order.created'),
    commit,
  ]);
  await send(ordersDb, [mark('order.created')]);
  await send(paymentsDb, [
    begin,
    addReceipt('order.created'),
    { name: 'lock', text: lockAccountsSql, values: [userIds] },
    { name: 'payments', text: insertPaymentsSql, values: [ids, userIds, amounts] },
    { name: 'charge', text: chargeAccountsSql, values: charges },
    addMessage('payment.completed'),
    commit,
  ]);
  await send(paymentsDb, [mark('payment.completed')]);
  await send(ordersDb, [
    begin,
    addReceipt('payment.completed'),
    { name: 'settle', text: settleSql, values: [ids] },
    commit,
  ]);
}
