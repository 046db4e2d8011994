import { topology as ordersTopology } from '@online-shop/orders-service/messaging/topology';
import { topology as paymentsTopology } from '@online-shop/payments-service/messaging/topology';
import { planSubscription, type Topology, vhostOf } from '@online-shop/shared/bus/topology';
import { loadTopologies } from '../topologies';
import type { DatabaseUrls } from './config';
import type { ConsumedQueue } from './dead-letter-store';
import { createChargeForecaster } from './forecast/charges';
import type { Forecaster } from './forecast/forecast';
import { createSettlementForecaster } from './forecast/settlements';

/** Every queue of the shop with a dead-letter queue. */
export const consumedQueues = listConsumedQueues();

export function listConsumedQueues({ withExamples = true } = {}): readonly ConsumedQueue[] {
  return loadTopologies({ withExamples }).flatMap(({ topology }) => queuesOf(topology));
}

function queuesOf(topology: Topology): readonly ConsumedQueue[] {
  const { subscriptions } = vhostOf(topology).vhost;
  return Object.keys(subscriptions).map((name) => planSubscription(topology, name));
}

/** Creates the forecaster of each queue. */
export function createForecasters(urls: DatabaseUrls): ReadonlyMap<string, Forecaster> {
  const orders = planSubscription(paymentsTopology, 'order-created');
  const results = planSubscription(ordersTopology, 'payment-results');
  return new Map([
    [orders.queue, createChargeForecaster(urls)],
    [results.queue, createSettlementForecaster(urls.ORDERS_DATABASE_URL)],
  ]);
}
