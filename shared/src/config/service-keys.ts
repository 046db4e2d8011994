import { serviceNamed } from '../services';
import type { ConfigOf } from './config-key';
import {
  integer,
  logFormat,
  logLevel,
  outboxBounds,
  port,
  preparedStatements,
} from './config-keys';
import { busUrl, databaseUrl } from './url-keys';

/**
 * The configuration keys of a service that has a database and consumes messages. The defaults come
 * from the entry of the service in `services.json` and fit `npm start`.
 */
export function consumingServiceKeys(name: string) {
  const service = serviceNamed(name);
  return {
    PORT: port({ doc: 'port of the HTTP API', default: service.port }),
    DATABASE_URL: databaseUrl({
      doc: 'URL of the database that this service owns',
      default: `postgres://${name}:${name}@127.0.0.1:5500/${service.database}`,
    }),
    BUS_URL: busUrl({
      doc: 'URL of RabbitMQ (amqp://…) or the embedded bus (postgres://…)',
      default: 'postgres://bus:bus@127.0.0.1:5500/busdb',
    }),
    LOG_LEVEL: logLevel(),
    LOG_FORMAT: logFormat(),
    DATABASE_POOL_MAX: integer({
      doc: 'maximum number of database connections',
      default: 10,
      max: 100,
    }),
    DATABASE_PREPARED_STATEMENTS: preparedStatements(),
    INBOX_RETENTION_HOURS: integer({
      doc: 'hours to keep the IDs of processed messages',
      default: 720,
    }),
  };
}

/**
 * The configuration keys of a service that also publishes messages and accepts idempotency keys.
 */
export function messagingServiceKeys(name: string) {
  return {
    ...consumingServiceKeys(name),
    ...outboxBounds(),
    OUTBOX_RETENTION_HOURS: integer({ doc: 'hours to keep published messages', default: 168 }),
    IDEMPOTENCY_RETENTION_HOURS: integer({
      doc: 'hours to keep the first response to an Idempotency-Key',
      default: 48,
      min: 24,
    }),
  };
}

export type ConsumingConfig = ConfigOf<ReturnType<typeof consumingServiceKeys>>;
export type MessagingConfig = ConfigOf<ReturnType<typeof messagingServiceKeys>>;
