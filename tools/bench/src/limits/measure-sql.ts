import { createConnectionConfig } from '@online-shop/shared/database/connection';
import { Client } from 'pg';
import type { Bench } from '../bench';
import { verifyDigests } from '../consistency';
import { cpuMeasures, type Measures, serverMeasures, sessionMeasures } from '../measure/measures';
import { measureUsage } from '../measure/usage';
import { type LimitAccount, limitDatabasesOf } from './limit-databases';

export interface Statement {
  /** The name of the prepared statement. */
  readonly name: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

export interface PlannedOrder {
  readonly account: LimitAccount;
  readonly amount: number;
}

/** One connection to each database. */
export interface OrderConnections {
  readonly ordersDb: Client;
  readonly paymentsDb: Client;
}

export interface SqlLimit {
  readonly orders: number;
  /** Orders per transaction. */
  readonly batchSize: number;
  /** Concurrent batches. Each has its own connection to each database. */
  readonly connections: number;
  /** Places, charges and settles the orders. */
  readonly settle: (
    connections: OrderConnections,
    orders: readonly PlannedOrder[],
  ) => Promise<void>;
}

/** Measures how fast PostgreSQL executes the shop's SQL for a process that does nothing else. */
export async function measureSql(bench: Bench, limit: SqlLimit): Promise<Measures> {
  const { orders, batchSize, connections, settle } = limit;
  const databases = await limitDatabasesOf(bench.shop);
  const plan = planBatches(orders, batchSize, databases.accounts);
  const opened = Array.from({ length: connections }, () => ({
    ordersDb: createPipelinedClient(databases.orders.url),
    paymentsDb: createPipelinedClient(databases.payments.url),
  }));
  const clients = opened.flatMap(({ ordersDb, paymentsDb }) => [ordersDb, paymentsDb]);
  await Promise.all(clients.map((client) => client.connect()));
  try {
    const { seconds, cpu, server, sessions } = await measureUsage(bench, () =>
      Promise.all(
        opened.map(async (connections) => {
          for (let batch = plan.shift(); batch; batch = plan.shift())
            await settle(connections, batch);
        }),
      ),
    );
    const { client, postgres } = cpu;
    return {
      settledPerSecond: orders / seconds,
      seconds,
      ...cpuMeasures({ client, postgres }, orders),
      ...serverMeasures(server, orders),
      ...sessionMeasures(sessions),
    };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
    await verifyDigests(databases.orders, databases.payments);
  }
}

/** Pipelines the statements of a step: they cost one round trip together. */
export async function send(client: Client, statements: readonly Statement[]): Promise<void> {
  const sent = statements.map(({ name, text, values = [] }) =>
    client.query({ name, text, values: [...values] }),
  );
  await Promise.all(sent);
}

export const begin: Statement = { name: 'begin', text: 'BEGIN' };
export const commit: Statement = { name: 'commit', text: 'COMMIT' };

export function createPipelinedClient(url: string): Client {
  const { onConnect, ...config } = createConnectionConfig({ url, applicationName: 'bench' });
  const client = new Client({ ...config, pipeline: true });
  client.on('error', () => {}); // The pending statements reject with the same error.
  return client;
}

/** Assigns the orders to the accounts in turn. */
function planBatches(
  orders: number,
  batchSize: number,
  accounts: readonly LimitAccount[],
): PlannedOrder[][] {
  const planned = Array.from({ length: orders }, (_, i) => ({
    account: accounts[i % accounts.length] as LimitAccount,
    amount: 1 + (i % 1_000),
  }));
  return Array.from({ length: Math.ceil(orders / batchSize) }, (_, i) =>
    planned.slice(i * batchSize, (i + 1) * batchSize),
  );
}
