import { randomUUID } from 'node:crypto';
import { topology as ordersTopology } from '@online-shop/orders-service/messaging/topology';
import { topology as paymentsTopology } from '@online-shop/payments-service/messaging/topology';
import { planSubscription, type Topology } from '@online-shop/shared/bus/topology';
import type { ConsumedQueue } from '../../../src/dead-letters/dead-letter-store';

/** The services' topologies under names of a test's own, on a broker that others may use too. */
export interface TestTopologies {
  /** Publishes `order.created`. */
  readonly orders: Topology;
  /** Consumes it. */
  readonly payments: Topology;
  /** Where `order.created` goes, and then the payment results. */
  readonly queues: readonly [ConsumedQueue, ConsumedQueue];
}

export function createTestTopologies(): TestTopologies {
  const prefix = `test-${randomUUID()}`;
  const rename = (topology: Topology): Topology =>
    JSON.parse(
      JSON.stringify(topology)
        .replaceAll(
          /(shop\.events|payments\.order-created|orders\.payment-results)/g,
          `${prefix}.$1`,
        )
        // One death of a consumer is enough for the broker to give a message up.
        .replaceAll('"x-delivery-limit":50', '"x-delivery-limit":1'),
    );
  const orders = rename(ordersTopology);
  const payments = rename(paymentsTopology);
  return {
    orders,
    payments,
    queues: [
      planSubscription(payments, 'order-created'),
      planSubscription(orders, 'payment-results'),
    ],
  };
}
