import { defineTopology } from '@online-shop/shared/bus/define-topology';

/** RabbitMQ does not change a declared queue. Read the runbook before you change this topology. */
export const topology = defineTopology({
  publishes: ['order.created'],
  consumes: {
    'payment-results': {
      queue: 'orders.payment-results',
      events: ['payment.completed', 'payment.failed'],
    },
  },
});
