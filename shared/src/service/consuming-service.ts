import type { ConsumerOptions } from '../bus/bus';
import { createContradictionCounter } from '../bus/contradictions';
import { createBus } from '../bus/create-bus';
import { createDeadLetterGauge } from '../bus/dead-letter-gauge';
import type { Topology } from '../bus/topology';
import type { ConsumingConfig, MessagingConfig } from '../config/service-keys';
import type { SqlTransaction } from '../database/client';
import { createDatabaseComponent } from '../database/database';
import type { ClientOptions } from '../database/pg-adapter';
import type { Component } from '../lifecycle/component';
import type { Logger } from '../logging/logger';
import { createRetention } from '../retention/retention';

export interface ServiceOptions<Client, Config> {
  /** The Prisma client of the service. */
  readonly client: Client;
  readonly topology: Topology;
  readonly config: Config;
  readonly logger: Logger;
}

/** What every service reads from its Prisma client. */
export interface ServiceClient extends SqlTransaction {
  $disconnect(): Promise<void>;
}

/**
 * The parts that a service with a database and an inbox has besides its business. Builds them and
 * starts none: the service lists them in its start order. Messages that contradict the record are
 * counted for all consumers.
 */
export function createConsumingService({
  client,
  topology,
  config,
  logger,
}: ServiceOptions<ServiceClient, ConsumingConfig | MessagingConfig>) {
  const database = createDatabaseComponent(client, { url: config.DATABASE_URL, logger });
  const bus = createBus({ url: config.BUS_URL, topology, logger });
  const deadLetters = createDeadLetterGauge({ bus, logger });
  const retention = createRetention({
    client,
    logger,
    inboxHours: config.INBOX_RETENTION_HOURS,
    ...('OUTBOX_RETENTION_HOURS' in config && {
      outboxHours: config.OUTBOX_RETENTION_HOURS,
      idempotencyHours: config.IDEMPOTENCY_RETENTION_HOURS,
    }),
  });
  const contradictions = createContradictionCounter();
  return {
    database,
    bus,
    deadLetters,
    retention,
    createConsumer({ handle, ...options }: ConsumerOptions): Component {
      return bus.createConsumer({ ...options, handle: contradictions.watch(handle) });
    },
    /** For `/health/ready`. */
    checks: { database: database.isUp, bus: bus.isReady },
    /** For `/health/details`. */
    details: () => ({
      bus: bus.isUp() ? 'up' : 'down',
      routing: bus.routing(),
      deadLetters: deadLetters.state(),
      contradictions: contradictions.count(),
      retention: { deleted: retention.deletedCount() },
    }),
  };
}

/** How a service's Prisma client connects. The server shows `applicationName` with each session. */
export function clientOptions(
  applicationName: string,
  { config, logger }: { readonly config: ConsumingConfig; readonly logger: Logger },
): ClientOptions {
  return {
    applicationName,
    url: config.DATABASE_URL,
    maxPoolSize: config.DATABASE_POOL_MAX,
    hasPreparedStatements: config.DATABASE_PREPARED_STATEMENTS === 'on',
    logger,
  };
}
