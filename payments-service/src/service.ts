import { createTransactionBatcher } from '@online-shop/shared/batching/transaction-batcher';
import { inTransaction, reading } from '@online-shop/shared/database/transaction';
import { createHttpServer } from '@online-shop/shared/http/http-server';
import type { Component } from '@online-shop/shared/lifecycle/component';
import type { Logger } from '@online-shop/shared/logging/logger';
import { clientOptions } from '@online-shop/shared/service/consuming-service';
import { createMessagingService } from '@online-shop/shared/service/messaging-service';
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

/** Builds the whole service and starts nothing. The components are in start order. */
export function createService(config: Config, logger: Logger): Component[] {
  const client = createPrisma(clientOptions('payments-service', { config, logger }));
  const service = createMessagingService({ client, topology, config, logger });
  const { database, bus, relay, outbox, deadLetters, retention, checks, details } = service;
  const app = createApp({ logger, checks, details, useCases: createUseCases(client) });
  const charging = createTransactionBatcher({ client, work: chargeOrders, onCommit: relay.wake });

  return [
    database,
    bus,
    relay,
    outbox,
    deadLetters,
    retention,
    service.createConsumer({
      subscription: 'order-created',
      handle: createOrderCreatedHandler(async (order) => {
        // With a full outbox the message is held, as while the database is unavailable.
        outbox.requireRoom();
        return charging.submit(order);
      }),
      recoveryFor,
    }),
    createHttpServer({ app, port: config.PORT, logger }),
  ];
}

/** Deposits that arrive together share a transaction. */
export function createUseCases(client: Database): AccountUseCases {
  const depositing = createTransactionBatcher({ client, work: depositMoney });
  return {
    createAccount: (command) => inTransaction(client, (tx) => createAccount(tx, command)),
    depositMoney: depositing.submit,
    getAccount: (userId) => reading(getAccount(client, userId)),
    listTransactions: (query) => reading(listTransactions(client, query)),
  };
}
