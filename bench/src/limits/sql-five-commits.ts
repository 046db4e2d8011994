/**
 * What an order costs PostgreSQL where nobody batches: the five transactions of its way, statement
 * by statement as the services have them, one order after the other on each connection. No HTTP, no
 * messages, no Prisma; the statements are prepared, and those of a transaction are sent together.
 */
import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { BenchCase } from '../cases/bench-case';
import {
  begin,
  commit,
  measureSql,
  type PlannedOrder,
  type Statement,
  send,
  type Way,
} from './measure-sql';
import { messageBody } from './message-body';

const INSERT_ORDER = `
  insert into orders (id, user_id, amount, currency, description, created_at, updated_at)
  values ($1, $2, $3, 'RUB', '', now(), now())`;
const INSERT_MESSAGE = `
  insert into outbox_messages (id, type, correlation_id, body)
  values ($1::uuid, $2, $1::uuid::text, $3)
  on conflict (id) do update set published_at = null, attempts = 0, next_attempt_at = now()`;
const MARK_MESSAGE = `
  update outbox_messages set published_at = now(), attempts = attempts + 1, last_error = null
  where id = $1`;
const RECEIVE = `
  insert into inbox_messages (id, type) values ($1, $2) on conflict (id) do nothing returning id`;
const LOCK_ACCOUNT = `
  select user_id, currency, balance, entry_count from accounts where id = $1 for update`;
const INSERT_PAYMENT = `
  insert into payments (order_id, status, reason, decided_at)
  values ($1, 'COMPLETED', null, now()) on conflict (order_id) do nothing`;
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

export const sqlFiveCommits: BenchCase = {
  name: 'sql-five-commits',
  title: 'SQL alone, five commits an order',
  measure: (bench, { orders, connections }) =>
    measureSql(bench, { orders, connections, batchSize: 1, settle: settleOne }),
};

async function settleOne(
  { ordersDb, paymentsDb }: Way,
  [order]: readonly PlannedOrder[],
): Promise<void> {
  const { account, amount } = order as PlannedOrder;
  const id = createId();
  const facts = { id, userId: account.userId, amount };
  const mark: Statement = { name: 'mark', text: MARK_MESSAGE, values: [id] };

  await send(ordersDb, [
    begin,
    { name: 'order', text: INSERT_ORDER, values: [id, account.userId, amount] },
    tell('order.created', facts),
    commit,
  ]);
  await send(ordersDb, [mark]);
  await send(paymentsDb, [
    begin,
    hear('order.created', id),
    { name: 'lock', text: LOCK_ACCOUNT, values: [account.id] },
    { name: 'payment', text: INSERT_PAYMENT, values: [id] },
    { name: 'charge', text: CHARGE_ACCOUNT, values: [id, account.id, amount, createId()] },
    tell('payment.completed', facts),
    commit,
  ]);
  await send(paymentsDb, [mark]);
  await send(ordersDb, [
    begin,
    hear('payment.completed', id),
    { name: 'settle', text: SETTLE, values: [id] },
    commit,
  ]);
}

type Facts = Parameters<typeof messageBody>[1];

function tell(type: Parameters<typeof messageBody>[0], facts: Facts): Statement {
  const values = [facts.id, type, messageBody(type, facts)];
  return { name: 'tell', text: INSERT_MESSAGE, values };
}

function hear(type: string, id: string): Statement {
  return { name: 'hear', text: RECEIVE, values: [id, type] };
}
