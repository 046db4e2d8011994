import type { BusKind } from '@online-shop/e2e/bus/broker';
import { startPostgresBroker } from '@online-shop/e2e/bus/postgres-broker';
import { startRabbitmqBroker } from '@online-shop/e2e/bus/rabbitmq-broker';
import type { ServiceProcess } from '@online-shop/e2e/shop/service-process';
import { type Shop, startShop } from '@online-shop/e2e/shop/shop';
import { findRabbitmq } from '@online-shop/local/rabbitmq';
import { Client } from 'pg';
import { createCustomers } from './load/customers';
import type { Replicas } from './measure/parts';

/** A running shop and what is needed to load it and to look at it. */
export interface Bench {
  readonly shop: Shop;
  /** What runs of each service: the load goes to all gateways. */
  readonly replicas: { -readonly [Name in keyof Replicas]: ServiceProcess[] };
  /** Ways past the services, one kept connection each. */
  readonly ordersDb: Client;
  readonly paymentsDb: Client;
  /** Who orders. */
  readonly users: readonly string[];
  /** Orders that the shop has accepted so far: its books must have as many. */
  accepted: number;
  close(): Promise<void>;
}

const userCount = 1_000;

/** Durable and in production mode, as it would be run for real. */
export async function openBench(bus: BusKind): Promise<Bench> {
  const shop = await startShop({
    startBroker: brokerOf(bus),
    postgres: { isDurable: true },
    env: { NODE_ENV: 'production' },
  });
  try {
    return await lookInto(shop);
  } catch (error) {
    await shop.close();
    throw error;
  }
}

async function lookInto(shop: Shop): Promise<Bench> {
  const ordersDb = await openClient(shop.ordersDb.adminUrl);
  const paymentsDb = await openClient(shop.paymentsDb.adminUrl);
  const users = await createCustomers({ url: shop.gateway.url, count: userCount });
  const { gateway, orders, payments } = shop;
  return {
    ...{ shop, ordersDb, paymentsDb, users, accepted: 0 },
    replicas: { gateway: [gateway], orders: [orders], payments: [payments] },
    async close() {
      await Promise.all([ordersDb.end(), paymentsDb.end()]);
      await shop.close();
    },
  };
}

async function openClient(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'bench' });
  client.on('error', () => {}); // Lost while idle: the next query says so.
  await client.connect();
  return client;
}

function brokerOf(bus: BusKind) {
  if (bus === 'postgres') return () => startPostgresBroker({ isDurable: true });
  const start = findRabbitmq();
  if (!start) throw new Error('this machine has no RabbitMQ to be measured with');
  return () => startRabbitmqBroker(start);
}
