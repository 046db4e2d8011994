import { defineTopology } from '@online-shop/shared/bus/define-topology';

/** RabbitMQ never changes a declared queue in place: see the runbook before you change one. */
export const topology = defineTopology({
  publishes: ['order.created'],
  consumes: {
    'payment-results': {
      queue: 'orders.payment-results',
      events: ['payment.completed', 'payment.failed'],
    },
  },
});
