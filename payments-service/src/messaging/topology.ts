import { defineTopology } from '@online-shop/shared/bus/define-topology';

/** RabbitMQ never changes a declared queue in place: see the runbook before you change one. */
export const topology = defineTopology({
  publishes: ['payment.completed', 'payment.failed'],
  consumes: {
    'order-created': { queue: 'payments.order-created', events: ['order.created'] },
  },
});
