import { defineTopology } from '@online-shop/shared/bus/define-topology';

export const topology = defineTopology({
  publishes: [],
  consumes: {
    'payment-results': {
      queue: 'notifications.payment-results',
      events: ['payment.completed', 'payment.failed'],
    },
  },
});
