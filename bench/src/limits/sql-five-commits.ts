/**
 * What an order costs PostgreSQL if nobody batches: the five transactions of its way, statement by
 * statement as the services have them, one order after the other on each connection. No HTTP, no
 * messages, no Prisma: the statements are prepared, those of a transaction are sent together.
 *
 * The best that any shop could do here which keeps the same books with a transaction a step.
 */
import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { Client } from 'pg';
import { cpuBetween, readCpu } from '../measure/cpu';
import { cpuMeasures, type Measures } from '../measure/measures';
import type { Part } from '../measure/parts';
import { closeClients, type LimitDatabases, openPipelinedClients } from './limit-databases';
import { messageBody } from './message-body';

const INSERT_ORDER = `
  insert into orders (id, user_id, amount, currency, description, created_at, updated_at)
  values ($1, $2, $3, 'RUB', '', now(), now())`;
const INSERT_MESSAGE = `
  insert into outbox_messages (id, type, correlation_id, body) values ($1::uuid, $2, $1::uuid::text, $3)
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
    update accounts set balance = balance - $3::bigint, entry_count = entry_count + 1, updated_at = now()
    where id = $2 returning id, entry_count, balance
  )
  insert into ledger_entries
    (id, account_id, number, kind, amount, balance_after, order_id, created_at)
  select $4, id, entry_count, 'PAYMENT', -$3::bigint, balance, $1, now() from account`;
const SETTLE = `
  update orders set status = 'FINISHED', updated_at = now() where id = $1 and status = 'NEW'`;

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

const begin: Statement = { name: 'begin', text: 'begin' };
const commit: Statement = { name: 'commit', text: 'commit' };

export interface LimitLoad {
  readonly orders: number;
  readonly connections: number;
  readonly roots: Readonly<Record<Part, readonly number[]>>;
}

export async function measureFiveCommits(
  databases: LimitDatabases,
  { orders, connections, roots }: LimitLoad,
): Promise<Measures> {
  const ordersClients = await openPipelinedClients(databases.ordersUrl, connections);
  const paymentsClients = await openPipelinedClients(databases.paymentsUrl, connections);
  const clients = [...ordersClients, ...paymentsClients];
  let next = 0;
  const cpuBefore = readCpu(roots);
  const startedAt = performance.now();
  await Promise.all(
    ordersClients.map(async (ordersDb, i) => {
      const paymentsDb = paymentsClients[i] as Client;
      while (next < orders) {
        const accountId = databases.accountIds[next % databases.accountIds.length] as string;
        const amount = 1 + (next % 1_000);
        next += 1;
        await settleOneOrder({ ordersDb, paymentsDb, accountId, amount });
      }
    }),
  ).catch(async (error: Error) => {
    await closeClients(clients);
    throw error;
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const { client, postgres } = cpuBetween(cpuBefore, readCpu(roots));
  await closeClients(clients);
  return {
    ...{ settledPerSecond: orders / seconds, seconds },
    ...cpuMeasures({ client, postgres }, orders),
    commitsPerOrder: 5,
  };
}

async function settleOneOrder(step: {
  readonly ordersDb: Client;
  readonly paymentsDb: Client;
  readonly accountId: string;
  readonly amount: number;
}): Promise<void> {
  const { ordersDb, paymentsDb, accountId, amount } = step;
  const id = createId();
  const userId = `limit-${accountId}`;
  const created = messageBody('order.created', { id, userId, amount });
  const completed = messageBody('payment.completed', { id, userId, amount });
  const mark: Statement = { name: 'mark', text: MARK_MESSAGE, values: [id] };

  await send(ordersDb, [
    begin,
    { name: 'order', text: INSERT_ORDER, values: [id, userId, amount] },
    { name: 'message', text: INSERT_MESSAGE, values: [id, 'order.created', created] },
    commit,
  ]);
  await send(ordersDb, [mark]);
  await send(paymentsDb, [
    begin,
    { name: 'receive', text: RECEIVE, values: [id, 'order.created'] },
    { name: 'lock', text: LOCK_ACCOUNT, values: [accountId] },
    { name: 'payment', text: INSERT_PAYMENT, values: [id] },
    { name: 'charge', text: CHARGE_ACCOUNT, values: [id, accountId, amount, createId()] },
    { name: 'message', text: INSERT_MESSAGE, values: [id, 'payment.completed', completed] },
    commit,
  ]);
  await send(paymentsDb, [mark]);
  await send(ordersDb, [
    begin,
    { name: 'receive', text: RECEIVE, values: [id, 'payment.completed'] },
    { name: 'settle', text: SETTLE, values: [id] },
    commit,
  ]);
}

async function send(client: Client, statements: readonly Statement[]): Promise<void> {
  await Promise.all(
    statements.map(({ name, text, values = [] }) =>
      client.query({ name, text, values: [...values] }),
    ),
  );
}
