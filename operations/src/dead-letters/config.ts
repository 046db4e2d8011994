import type { ConfigOf } from '@online-shop/shared/config/config-key';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { busUrl, databaseUrl } from '@online-shop/shared/config/url-keys';

const bus = {
  BUS_URL: busUrl({
    doc: 'RabbitMQ (amqp://…), or the embedded bus (postgres://…), as the services have it',
    default: 'postgres://bus:bus@127.0.0.1:5500/busdb',
  }),
};

/** For a dry run alone, which only reads: a role that may read the tables is enough. */
const databases = {
  ORDERS_DATABASE_URL: databaseUrl({
    doc: 'the database of orders-service',
    default: 'postgres://orders:orders@127.0.0.1:5500/ordersdb',
  }),
  PAYMENTS_DATABASE_URL: databaseUrl({
    doc: 'the database of payments-service',
    default: 'postgres://payments:payments@127.0.0.1:5500/paymentsdb',
  }),
};

export type DatabaseUrls = ConfigOf<typeof databases>;
export interface Config {
  readonly busUrl: string;
  /** Null where the command needs none. */
  readonly databaseUrls: DatabaseUrls | null;
}

/** @throws ConfigError naming every problem */
export function readConfig(
  { needsDatabases }: { readonly needsDatabases: boolean },
  environment = process.env,
): Config {
  if (!needsDatabases) {
    return { busUrl: parseConfig(environment, bus).BUS_URL, databaseUrls: null };
  }
  const { BUS_URL, ...databaseUrls } = parseConfig(environment, { ...bus, ...databases });
  return { busUrl: BUS_URL, databaseUrls };
}
