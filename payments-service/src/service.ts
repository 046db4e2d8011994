import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import { createContradictionCounter } from '@online-shop/shared/bus/contradictions';
import { createBus } from '@online-shop/shared/bus/create-bus';
import { createDeadLetterGauge } from '@online-shop/shared/bus/dead-letter-gauge';
import { createDatabaseComponent } from '@online-shop/shared/database/database';
import { inTransaction, reading } from '@online-shop/shared/database/transaction';
import { createHttpServer } from '@online-shop/shared/http/http-server';
import type { Component } from '@online-shop/shared/lifecycle/component';
import type { Logger } from '@online-shop/shared/logging/logger';
import { createOutboxGauge } from '@online-shop/shared/outbox/outbox-gauge';
import { createOutboxRelay } from '@online-shop/shared/outbox/relay';
import { createRetention } from '@online-shop/shared/retention/retention';
import { chargeOrders } from './accounts/charge-orders';
import { createAccount } from './accounts/create-account';
import { depositMoney } from './accounts/deposit-money';
import { getAccount } from './accounts/get-account';
import { listTransactions } from './accounts/list-transactions';
import type { Config } from './config';
import { createPrisma, type Database } from './db/prisma';
import type { AccountUseCases } from './http/accounts.routes';
import { createApp } from './http/app';
import { createOrderCreatedHandler } from './messaging/order-created.consumer';
import { recoveryFor } from './messaging/recovery';
import { topology } from './messaging/topology';

/** Most items of one transaction, and of those that wait for the next one. */
const batchLimits = { sizeMax: 200, backlogMax: 5_000 };

/** Builds the whole service and starts nothing; the components are in start order. */
export function createService(config: Config, logger: Logger): Component[] {
  const client = createPrisma({
    url: config.DATABASE_URL,
    applicationName: 'payments-service',
    poolMax: config.DATABASE_POOL_MAX,
    hasPreparedStatements: config.DATABASE_PREPARED_STATEMENTS === 'on',
    logger,
  });
  const database = createDatabaseComponent(client, { url: config.DATABASE_URL, logger });
  const bus = createBus({ url: config.BUS_URL, topology, logger });
  const relay = createOutboxRelay({ client, bus, logger });
  const deadLetters = createDeadLetterGauge({ bus, logger });
  const outbox = createOutboxGauge({
    client,
    logger,
    pendingMax: config.OUTBOX_PENDING_MAX,
    ageMaxSeconds: config.OUTBOX_AGE_MAX_SECONDS,
  });
  const retention = createRetention({
    client,
    logger,
    outboxHours: config.OUTBOX_RETENTION_HOURS,
    inboxHours: config.INBOX_RETENTION_HOURS,
    idempotencyHours: config.IDEMPOTENCY_RETENTION_HOURS,
  });
  const contradictions = createContradictionCounter();
  const app = createApp({
    logger,
    checks: { database: database.isUp, bus: bus.isReady },
    details: () => ({
      bus: bus.isUp() ? 'up' : 'down',
      routing: bus.routing(),
      outbox: outbox.state(),
      deadLetters: deadLetters.state(),
      contradictions: contradictions.count(),
      retention: { deleted: retention.deletedCount() },
    }),
    useCases: createUseCases(client),
  });
  const charging = createTransactionBatcher({
    client,
    work: chargeOrders,
    onCommit: relay.wake,
    ...batchLimits,
  });

  return [
    database,
    bus,
    relay,
    outbox,
    deadLetters,
    retention,
    bus.createConsumer({
      subscription: 'order-created',
      handle: contradictions.watch(
        createOrderCreatedHandler(async (order) => {
          // With a full outbox the message is held, as while the database is unavailable.
          outbox.requireRoom();
          return charging.submit(order);
        }),
      ),
      recoveryFor,
    }),
    createHttpServer({ app, port: config.PORT, logger }),
  ];
}

/** Deposits that arrive together share a transaction. */
export function createUseCases(client: Database): AccountUseCases {
  const depositing = createTransactionBatcher({ client, work: depositMoney, ...batchLimits });
  return {
    createAccount: (command) => inTransaction(client, (tx) => createAccount(tx, command)),
    depositMoney: depositing.submit,
    getAccount: (userId) => reading(getAccount(client, userId)),
    listTransactions: (query) => reading(listTransactions(client, query)),
  };
}
