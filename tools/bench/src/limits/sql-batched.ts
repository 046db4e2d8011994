/**
 * The same books with the services' way of writing them: set-based statements, a hundred orders a
 * transaction, five transactions a hundred orders. What is left of the database's cost when nobody
 * has to wait for a commit of his own.
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
import { type EventType, limitMessageId, messageBody } from './message-body';

const INSERT_ORDERS = `
  insert into orders (id, user_id, amount, currency, description, created_at, updated_at)
  select id, user_id, amount, 'RUB', '', now(), now()
  from unnest($1::uuid[], $2::text[], $3::bigint[]) placed (id, user_id, amount)`;
const INSERT_MESSAGES = `
  insert into outbox_messages (id, type, subject, correlation_id, body)
  select id, $2, subject, subject, body
  from unnest($1::uuid[], $3::uuid[], $4::text[]) event (id, subject, body) order by id
  on conflict (id) do update set published_at = null, attempts = 0, next_attempt_at = now()`;
const MARK_MESSAGES = `
  update outbox_messages set published_at = now(), attempts = attempts + 1, last_error = null
  where id = any ($1::uuid[])`;
const RECEIVE = `
  insert into inbox_messages (id, type, subject)
  select id, $2, subject from unnest($1::uuid[], $3::uuid[]) message (id, subject) order by id
  on conflict (id) do nothing returning id`;
const LOCK_ACCOUNTS = `
  select id, user_id, currency, balance, entry_count from accounts
  where user_id = any ($1::text[]) order by id for update`;
const INSERT_PAYMENTS = `
  insert into payments (order_id, user_id, amount, currency, status, reason, decided_at)
  select id, user_id, amount, 'RUB', 'COMPLETED', null, now()
  from unnest($1::uuid[], $2::text[], $3::bigint[]) decided (id, user_id, amount) order by id
  on conflict (order_id) do nothing`;
/** The accounts of a batch differ, so each has one entry. */
const CHARGE_ACCOUNTS = `
  with charge as (
    select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[])
      charge (order_id, account_id, amount, entry_id)
  ), entry as (
    insert into ledger_entries
      (id, account_id, number, kind, amount, balance_after, order_id, created_at)
    select entry_id, account_id, entry_count + 1, 'PAYMENT', -amount, balance - amount, order_id, now()
    from charge join accounts on accounts.id = account_id
    returning account_id, number, balance_after
  )
  update accounts set balance = balance_after, entry_count = number, updated_at = now()
  from entry where accounts.id = account_id`;
const SETTLE = `
  update orders set status = 'FINISHED', updated_at = now()
  from unnest($1::uuid[]) ended (id) where orders.id = ended.id and status = 'NEW'`;

const batchSize = 100;
const connections = 4;

export const sqlBatched: BenchCase = {
  name: 'sql-batched',
  title: 'SQL alone, a hundred orders a commit',
  measure: (bench, { orders }) =>
    measureSql(bench, { orders, connections, batchSize, settle: settleBatch }),
};

async function settleBatch(
  { ordersDb, paymentsDb }: Way,
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
    return { name: 'mark', text: MARK_MESSAGES, values: [idsOf(type)] };
  };
  const tell = (type: EventType): Statement => {
    const bodies = placed.map((order) => messageBody(type, order));
    return { name: 'tell', text: INSERT_MESSAGES, values: [idsOf(type), type, ids, bodies] };
  };
  const hear = (type: EventType): Statement => {
    return { name: 'hear', text: RECEIVE, values: [idsOf(type), type, ids] };
  };
  const charges = [ids, accountIds, amounts, ids.map(() => createId())];

  await send(ordersDb, [
    begin,
    { name: 'orders', text: INSERT_ORDERS, values: [ids, userIds, amounts] },
    tell('order.created'),
    commit,
  ]);
  await send(ordersDb, [mark('order.created')]);
  await send(paymentsDb, [
    begin,
    hear('order.created'),
    { name: 'lock', text: LOCK_ACCOUNTS, values: [userIds] },
    { name: 'payments', text: INSERT_PAYMENTS, values: [ids, userIds, amounts] },
    { name: 'charge', text: CHARGE_ACCOUNTS, values: charges },
    tell('payment.completed'),
    commit,
  ]);
  await send(paymentsDb, [mark('payment.completed')]);
  await send(ordersDb, [
    begin,
    hear('payment.completed'),
    { name: 'settle', text: SETTLE, values: [ids] },
    commit,
  ]);
}
