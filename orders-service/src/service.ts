import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import type { MessageBus } from '@online-shop/shared/bus/bus';
import { inTransaction, reading } from '@online-shop/shared/database/transaction';
import { createHttpServer } from '@online-shop/shared/http/http-server';
import type { Component } from '@online-shop/shared/lifecycle/component';
import type { Logger } from '@online-shop/shared/logging/logger';
import type { OutboxRelay } from '@online-shop/shared/outbox/relay';
import { clientOptions } from '@online-shop/shared/service/consuming-service';
import { createMessagingService } from '@online-shop/shared/service/messaging-service';
import { createDeadlineWatch } from './background/deadline-watch';
import { createRedriving } from './background/redriving';
import type { Config } from './config';
import { createPrisma, type Database } from './db/prisma';
import { createApp } from './http/app';
import type { OrderUseCases } from './http/orders.routes';
import { createPaymentResultsHandler } from './messaging/payment-results.consumer';
import { recoveryFor } from './messaging/recovery';
import { topology } from './messaging/topology';
import { getOrder } from './orders/get-order';
import { listOrders } from './orders/list-orders';
import { placeOrders } from './orders/place-order';
import { redriveOrders } from './orders/redrive-orders';
import { settleOrders } from './orders/settle-order';
import { surveyNewOrders } from './orders/survey-new-orders';

/** Builds the whole service and starts nothing. The components are in start order. */
export function createService(config: Config, logger: Logger): Component[] {
  const client = createPrisma(clientOptions('orders-service', { config, logger }));
  const service = createMessagingService({ client, topology, config, logger });
  const { database, bus, relay, outbox, deadLetters, retention } = service;
  const { redriving, deadlineWatch } = createBackgroundLoops(config, {
    client,
    bus,
    relay,
    logger,
  });
  const settling = createTransactionBatcher({ client, work: settleOrders });
  const app = createApp({
    logger,
    checks: service.checks,
    details: () => ({
      ...service.details(),
      orders: { ...deadlineWatch.seen(), redriven: redriving.redrivenCount() },
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
    service.createConsumer({
      subscription: 'payment-results',
      handle: createPaymentResultsHandler(settling.submit),
      recoveryFor,
    }),
    createHttpServer({ app, port: config.PORT, logger }),
  ];
}

interface LoopDependencies {
  readonly client: Database;
  readonly bus: MessageBus;
  readonly relay: OutboxRelay;
  readonly logger: Logger;
}

function createBackgroundLoops(config: Config, dependencies: LoopDependencies) {
  const { client, bus, relay, logger } = dependencies;
  const afterMs = config.REDRIVE_AFTER_SECONDS * 1_000;
  const redriving = createRedriving({
    logger,
    // While the bus is unavailable no message can be published.
    redrive: async () =>
      bus.isUp()
        ? inTransaction(client, (tx) =>
            redriveOrders(tx, { afterMs, growsToMs: 90_000, limit: 500 }),
          )
        : 0,
    onRedriven: relay.wake,
  });
  const deadlineMs = config.ORDER_DEADLINE_SECONDS * 1_000;
  const deadlineWatch = createDeadlineWatch({
    logger,
    survey: () => surveyNewOrders(client, { deadlineMs }),
  });
  return { redriving, deadlineWatch };
}

/** What placing an order uses of the outbox. */
export interface Outbox {
  /** Called after a commit that appended messages. */
  readonly onCommit: () => void;
  /** @throws UnavailableError while the outbox is full */
  readonly requireRoom: () => void;
}

/** Orders that arrive together share a transaction. `onCommit` is called after each one. */
export function createUseCases(client: Database, { onCommit, requireRoom }: Outbox): OrderUseCases {
  const placing = createTransactionBatcher({
    client,
    work: placeOrders,
    onCommit,
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
