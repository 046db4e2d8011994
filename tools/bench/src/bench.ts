import type { BusKind } from '@online-shop/e2e/bus/broker';
import { startPostgresBroker } from '@online-shop/e2e/bus/postgres-broker';
import { startRabbitmqBroker } from '@online-shop/e2e/bus/rabbitmq-broker';
import { type Shop, startShop } from '@online-shop/e2e/shop/shop';
import { findRabbitmq } from '@online-shop/servers/rabbitmq';
import { startTestPostgres } from '@online-shop/servers/test-postgres';
import { openClient } from '@online-shop/shared/database/connection';
import type { Client } from 'pg';
import { createCustomers } from './history';
import type { Replicas } from './measure/parts';
import { countingSettings, countStatements } from './measure/server-work';

/** A running shop, with the connections that load it and read its state. */
export interface Bench {
  readonly shop: Shop;
  /** The running processes of each service. The load is spread over all gateways. */
  readonly replicas: Replicas;
  /** One connection to each database, as its administrator. */
  readonly ordersDb: Client;
  readonly paymentsDb: Client;
  /** A connection to the server's default database, which reads the server's statistics. */
  readonly server: Client;
  /** The IDs of the users who place orders. */
  readonly users: readonly string[];
  /** The number of orders that the shop has accepted. Its database must contain as many. */
  accepted: number;
  close(options?: { readonly keepFiles: boolean }): Promise<void>;
}

export interface BenchOptions {
  readonly bus: BusKind;
  readonly userCount?: number;
}

/** The settings of the services. The services run in production mode. */
export const productionEnv = { NODE_ENV: 'production' };

export async function openBench({ bus, userCount = 1_000 }: BenchOptions): Promise<Bench> {
  const shop = await startShop({
    startBroker: findBroker(bus),
    startPostgres: () => startTestPostgres({ isDurable: true, settings: countingSettings }),
    env: productionEnv,
  });
  try {
    return await createBench(shop, userCount);
  } catch (error) {
    await shop.close();
    throw error;
  }
}

async function createBench(shop: Shop, userCount: number): Promise<Bench> {
  const { gateway, orders, payments } = shop;
  const replicas: Replicas = { gateway: [gateway], orders: [orders], payments: [payments] };
  const ordersDb = await connect(shop.ordersDb.adminUrl);
  const paymentsDb = await connect(shop.paymentsDb.adminUrl);
  const server = await connect(shop.postgres.url());
  await countStatements(server);
  const users = await createCustomers(paymentsDb, userCount);
  return {
    shop,
    replicas,
    ordersDb,
    paymentsDb,
    server,
    users,
    accepted: 0,
    async close(options) {
      await Promise.all([ordersDb, paymentsDb, server].map((client) => client.end()));
      const added = Object.values(replicas).flatMap((processes) => processes.slice(1));
      await Promise.all(added.map((each) => each.close()));
      await shop.close(options);
    },
  };
}

function connect(url: string): Promise<Client> {
  return openClient({ url, applicationName: 'bench' });
}

function findBroker(bus: BusKind) {
  if (bus === 'postgres') return () => startPostgresBroker({ isDurable: true });
  const start = findRabbitmq();
  if (!start) throw new Error('no RabbitMQ found: install rabbitmq-server or set RABBITMQ_URL');
  return () => startRabbitmqBroker(start);
}
