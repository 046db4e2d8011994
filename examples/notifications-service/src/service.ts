import { createRecovery } from '@online-shop/shared/bus/recovery';
import { inTransaction, reading } from '@online-shop/shared/database/transaction';
import { createServiceApp } from '@online-shop/shared/http/create-app';
import { createHttpServer } from '@online-shop/shared/http/http-server';
import type { Component } from '@online-shop/shared/lifecycle/component';
import type { Logger } from '@online-shop/shared/logging/logger';
import {
  clientOptions,
  createConsumingService,
} from '@online-shop/shared/service/consuming-service';
import type { Config } from './config';
import { createPrisma } from './db/prisma';
import { createNotificationsRouter } from './http/notifications.routes';
import { openApiDocument } from './http/openapi';
import { createPaymentResultsHandler } from './messaging/payment-results.consumer';
import { topology } from './messaging/topology';
import { listNotifications } from './notifications/list-notifications';
import { recordNotification } from './notifications/record-notification';

/** Builds the whole service and starts nothing. The components are in start order. */
export function createService(config: Config, logger: Logger): Component[] {
  const client = createPrisma(clientOptions('notifications-service', { config, logger }));
  const service = createConsumingService({ client, topology, config, logger });
  const { database, bus, deadLetters, retention, checks, details } = service;
  const router = createNotificationsRouter({
    listNotifications: (query) => reading(listNotifications(client, query)),
  });
  const app = createServiceApp({ logger, checks, details, router, document: openApiDocument });

  return [
    database,
    bus,
    deadLetters,
    retention,
    service.createConsumer({
      subscription: 'payment-results',
      handle: createPaymentResultsHandler((result) =>
        inTransaction(client, (tx) => recordNotification(tx, result)),
      ),
      recoveryFor: createRecovery({}),
    }),
    createHttpServer({ app, port: config.PORT, logger }),
  ];
}
