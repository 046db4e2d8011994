import { topology as ordersTopology } from '@online-shop/orders-service/messaging/topology';
import { topology as paymentsTopology } from '@online-shop/payments-service/messaging/topology';
import { planSubscription } from '@online-shop/shared/bus/topology';
import type { DatabaseUrls } from './config';
import { createChargeForecaster } from './forecast/charges';
import type { Forecaster } from './forecast/forecast';
import { createSettlementForecaster } from './forecast/settlements';

const orders = planSubscription(paymentsTopology, 'order-created');
const results = planSubscription(ordersTopology, 'payment-results');

/** Every queue of the shop that has dead letters: a new subscription of a service belongs here. */
export const consumedQueues = [orders, results] as const;

/** By queue. */
export function createForecasters(urls: DatabaseUrls): ReadonlyMap<string, Forecaster> {
  return new Map([
    [orders.queue, createChargeForecaster(urls.PAYMENTS_DATABASE_URL)],
    [results.queue, createSettlementForecaster(urls.ORDERS_DATABASE_URL)],
  ]);
}
