import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import type { MessageBus } from '@online-shop/shared/bus/bus';
import { createContradictionCounter } from '@online-shop/shared/bus/contradictions';
import { createBus } from '@online-shop/shared/bus/create-bus';
import { createDeadLetterGauge } from '@online-shop/shared/bus/dead-letter-gauge';
import { createDatabaseComponent } from '@online-shop/shared/database/database';
import { inTransaction, reading } from '@online-shop/shared/database/transaction';
import { createHttpServer } from '@online-shop/shared/http/http-server';
import type { Component } from '@online-shop/shared/lifecycle/component';
import type { Logger } from '@online-shop/shared/logging/logger';
import { createOutboxGauge } from '@online-shop/shared/outbox/outbox-gauge';
import { createOutboxRelay, type OutboxRelay } from '@online-shop/shared/outbox/relay';
import { createRetention } from '@online-shop/shared/retention/retention';
import type { Config } from './config';
import { createPrisma, type Database } from './db/prisma';
import { createApp } from './http/app';
import type { OrderUseCases } from './http/orders.routes';
import { createDeadlineWatch } from './messaging/deadline-watch';
import { createPaymentResultsHandler } from './messaging/payment-results.consumer';
import { recoveryFor } from './messaging/recovery';
import { createRedriving } from './messaging/redriving';
import { topology } from './messaging/topology';
import { getOrder } from './orders/get-order';
import { listOrders } from './orders/list-orders';
import { placeOrders } from './orders/place-order';
import { redriveOrders } from './orders/redrive-orders';
import { settleOrders } from './orders/settle-order';
import { surveyNewOrders } from './orders/survey-new-orders';

/** Most items of one transaction, and of those that wait for the next one. */
const batchLimits = { sizeMax: 200, backlogMax: 5_000 };

/** Builds the whole service and starts nothing; the components are in start order. */
export function createService(config: Config, logger: Logger): Component[] {
  const client = createPrisma({
    url: config.DATABASE_URL,
    applicationName: 'orders-service',
    poolMax: config.DATABASE_POOL_MAX,
    hasPreparedStatements: config.DATABASE_PREPARED_STATEMENTS === 'on',
    logger,
  });
  const database = createDatabaseComponent(client, { url: config.DATABASE_URL, logger });
  const bus = createBus({ url: config.BUS_URL, topology, logger });
  const relay = createOutboxRelay({ client, bus, logger });
  const { outbox, deadLetters, redriving, deadlineWatch, retention } = createBackgroundWork(
    config,
    {
      ...{ client, bus, relay, logger },
    },
  );
  const settling = createTransactionBatcher({ client, work: settleOrders, ...batchLimits });
  const contradictions = createContradictionCounter();
  const app = createApp({
    logger,
    checks: { database: database.isUp, bus: bus.isReady },
    details: () => ({
      bus: bus.isUp() ? 'up' : 'down',
      routing: bus.routing(),
      outbox: outbox.state(),
      deadLetters: deadLetters.state(),
      orders: { ...deadlineWatch.seen(), redriven: redriving.redrivenCount() },
      contradictions: contradictions.count(),
      retention: { deleted: retention.deletedCount() },
    }),
    useCases: createUseCases(client, { onCommit: relay.wake, requireRoom: outbox.requireRoom }),
  });

  return [
    database,
    bus,
    relay,
    outbox,
    deadLetters,
    redriving,
    deadlineWatch,
    retention,
    bus.createConsumer({
      subscription: 'payment-results',
      handle: contradictions.watch(createPaymentResultsHandler(settling.submit)),
      recoveryFor,
    }),
    createHttpServer({ app, port: config.PORT, logger }),
  ];
}

interface BackgroundDependencies {
  readonly client: Database;
  readonly bus: MessageBus;
  readonly relay: OutboxRelay;
  readonly logger: Logger;
}

/** What is done beside requests and messages, again and again. */
function createBackgroundWork(
  config: Config,
  { client, bus, relay, logger }: BackgroundDependencies,
) {
  const deadLetters = createDeadLetterGauge({ bus, logger });
  const outbox = createOutboxGauge({
    client,
    logger,
    pendingMax: config.OUTBOX_PENDING_MAX,
    ageMaxSeconds: config.OUTBOX_AGE_MAX_SECONDS,
  });
  const redriveLimits = {
    ...{ afterMs: config.REDRIVE_AFTER_SECONDS * 1_000, growsToMs: 90_000 },
    limit: 500,
  };
  const redriving = createRedriving({
    logger,
    // While the bus is away nobody can be told of anything.
    redrive: async () =>
      bus.isUp() ? inTransaction(client, (tx) => redriveOrders(tx, redriveLimits)) : 0,
    onRedriven: relay.wake,
  });
  const deadlineMs = config.ORDER_DEADLINE_SECONDS * 1_000;
  const deadlineWatch = createDeadlineWatch({
    logger,
    survey: () => surveyNewOrders(client, { deadlineMs }),
  });
  const retention = createRetention({
    client,
    logger,
    outboxHours: config.OUTBOX_RETENTION_HOURS,
    inboxHours: config.INBOX_RETENTION_HOURS,
    idempotencyHours: config.IDEMPOTENCY_RETENTION_HOURS,
  });
  return { outbox, deadLetters, redriving, deadlineWatch, retention };
}

/** What placing an order knows of the outbox. */
export interface Outbox {
  /** Called when there is something new in it. */
  readonly onCommit: () => void;
  /** @throws UnavailableError while it can take no more */
  readonly requireRoom: () => void;
}

/** Orders that arrive together share a transaction; the relay is told of each commit. */
export function createUseCases(client: Database, { onCommit, requireRoom }: Outbox): OrderUseCases {
  const placing = createTransactionBatcher({
    client,
    work: placeOrders,
    onCommit,
    ...batchLimits,
  });
  return {
    async placeOrder(command) {
      requireRoom();
      return placing.submit(command);
    },
    getOrder: (orderId) => reading(getOrder(client, orderId)),
    listOrders: (query) => reading(listOrders(client, query)),
  };
}
