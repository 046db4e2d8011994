import type { ConfigOf } from '@online-shop/shared/config/config-key';
import { integer } from '@online-shop/shared/config/config-keys';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { busUrl, databaseUrl } from '@online-shop/shared/config/url-keys';

const spec = {
  ORDERS_DATABASE_URL: databaseUrl({
    doc: 'the database of orders-service; a role that may read it is enough',
    default: 'postgres://orders:orders@127.0.0.1:5500/ordersdb',
  }),
  PAYMENTS_DATABASE_URL: databaseUrl({
    doc: 'the database of payments-service; a role that may read it is enough',
    default: 'postgres://payments:payments@127.0.0.1:5500/paymentsdb',
  }),
  BUS_URL: busUrl({
    doc: 'where the dead letters are: RabbitMQ (amqp://…), or the embedded bus (postgres://…)',
    default: 'postgres://bus:bus@127.0.0.1:5500/busdb',
  }),
  // Twice the time after which an order is re-driven: that was done, and in vain.
  SLOW_AFTER_SECONDS: integer({
    doc: 'an order that is NEW for longer is listed as slow',
    default: 60,
  }),
  OUTBOX_RETENTION_HOURS: integer({
    doc: 'as the services have it: a younger message must still be in its outbox',
    default: 168,
  }),
};

export type Config = ConfigOf<typeof spec>;

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  return parseConfig(environment, spec);
}
