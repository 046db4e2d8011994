import { randomUUID } from 'node:crypto';
import { topology as ordersTopology } from '@online-shop/orders-service/messaging/topology';
import { topology as paymentsTopology } from '@online-shop/payments-service/messaging/topology';
import { planSubscription, type Topology } from '@online-shop/shared/bus/topology';
import type { ConsumedQueue } from '../../../src/dead-letters/dead-letter-store';

/** The services' topologies with unique names, so that tests can share a broker. */
export interface TestTopologies {
  /** The topology of the publisher of `order.created`. */
  readonly orders: Topology;
  /** The topology of the consumer of `order.created`. */
  readonly payments: Topology;
  /** The queues of `order.created` and of the payment results. */
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
        // The broker dead-letters a message after one lost consumer.
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
