import type { ConfigOf } from '@online-shop/shared/config/config-key';
import {
  integer,
  logFormat,
  logLevel,
  outboxBounds,
  port,
  preparedStatements,
} from '@online-shop/shared/config/config-keys';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { busUrl, databaseUrl } from '@online-shop/shared/config/url-keys';

const spec = {
  PORT: port({ doc: 'where the HTTP API listens', default: 5003 }),
  DATABASE_URL: databaseUrl({
    doc: 'the database that this service owns',
    default: 'postgres://payments:payments@127.0.0.1:5500/paymentsdb',
  }),
  BUS_URL: busUrl({
    doc: 'RabbitMQ (amqp://…), or the embedded bus (postgres://…)',
    default: 'postgres://bus:bus@127.0.0.1:5500/busdb',
  }),
  LOG_LEVEL: logLevel(),
  LOG_FORMAT: logFormat(),
  DATABASE_POOL_MAX: integer({ doc: 'most database connections', default: 10, max: 100 }),
  DATABASE_PREPARED_STATEMENTS: preparedStatements(),
  ...outboxBounds(),
  OUTBOX_RETENTION_HOURS: integer({ doc: 'published messages are kept as long', default: 168 }),
  INBOX_RETENTION_HOURS: integer({ doc: 'processed message ids are kept as long', default: 720 }),
  IDEMPOTENCY_RETENTION_HOURS: integer({
    doc: 'first answers are kept as long',
    default: 48,
    min: 24,
  }),
};

export type Config = ConfigOf<typeof spec>;

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  return parseConfig(environment, spec);
}
