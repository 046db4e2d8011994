import { defineTopology } from '@online-shop/shared/bus/define-topology';

/** RabbitMQ does not change a declared queue. Read the runbook before you change this topology. */
export const topology = defineTopology({
  publishes: ['payment.completed', 'payment.failed'],
  consumes: {
    'order-created': { queue: 'payments.order-created', events: ['order.created'] },
  },
});
