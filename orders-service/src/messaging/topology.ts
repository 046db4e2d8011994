import type { Topology } from '@online-shop/shared/bus/topology';

/**
 * What orders-service publishes and consumes, as Rascal configuration. Rascal declares all of it
 * at every (re)connect; on PostgreSQL the same entries say who gets what and how it is retried.
 * What RabbitMQ has declared cannot be changed in place: see the runbook before touching a queue.
 *
 *   payments-service ─payment.*─► shop.events ─► orders.payment-results ─► this service
 *                                                 ▲            │ failed
 *                                                 └─ retry-n ◄─┴─► dead
 */
export const topology = {
  vhosts: {
    // Rascal's name for the connection. Which vhost of the broker it is, the path of BUS_URL says.
    shop: {
      exchanges: {
        // Every event of the shop, routed by its type. Whoever starts first declares it.
        'shop.events': { type: 'topic' },
      },

      queues: {
        // Orders to be settled. Replicated, on disk, and never dropping what it cannot hand on.
        'orders.payment-results': {
          options: {
            arguments: {
              'x-queue-type': 'quorum',
              // Deliveries that ended with a dead consumer. Far above one: a message that kills its
              // consumer takes along the count of all that were prefetched beside it.
              'x-delivery-limit': 50,
              'x-dead-letter-exchange': '',
              'x-dead-letter-routing-key': 'orders.payment-results.dead',
              // Keeps a message until the dead-letter queue has it; needs reject-publish.
              'x-dead-letter-strategy': 'at-least-once',
              'x-overflow': 'reject-publish',
            },
          },
        },

        // Where a failed message waits, longer each time; when its time is over the broker puts it
        // back. The last wait is short enough for an order to be settled within half a minute.
        'orders.payment-results.retry-1': {
          options: {
            arguments: {
              'x-queue-type': 'quorum',
              'x-message-ttl': 1_000,
              'x-dead-letter-exchange': '',
              'x-dead-letter-routing-key': 'orders.payment-results',
              'x-dead-letter-strategy': 'at-least-once',
              'x-overflow': 'reject-publish',
            },
          },
        },
        'orders.payment-results.retry-2': {
          options: {
            arguments: {
              'x-queue-type': 'quorum',
              'x-message-ttl': 5_000,
              'x-dead-letter-exchange': '',
              'x-dead-letter-routing-key': 'orders.payment-results',
              'x-dead-letter-strategy': 'at-least-once',
              'x-overflow': 'reject-publish',
            },
          },
        },
        'orders.payment-results.retry-3': {
          options: {
            arguments: {
              'x-queue-type': 'quorum',
              'x-message-ttl': 20_000,
              'x-dead-letter-exchange': '',
              'x-dead-letter-routing-key': 'orders.payment-results',
              'x-dead-letter-strategy': 'at-least-once',
              'x-overflow': 'reject-publish',
            },
          },
        },

        // Messages that failed for good, with the reason in their headers. Nobody consumes it; the
        // limit is out of reach so that looking at a message often does not drop it (RabbitMQ 4
        // limits quorum queues to 20 deliveries unless told otherwise).
        'orders.payment-results.dead': {
          options: { arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 1_000_000 } },
        },
      },

      bindings: {
        'payment results -> orders.payment-results': {
          source: 'shop.events',
          destination: 'orders.payment-results',
          bindingKeys: ['payment.completed', 'payment.failed'],
        },
      },

      publications: {
        // Named after the message's type, which is how the outbox relay finds its way.
        'order.created': { exchange: 'shop.events', routingKey: 'order.created' },

        // Straight into a queue: the recovery below.
        'orders.payment-results.retry-1': { queue: 'orders.payment-results.retry-1' },
        'orders.payment-results.retry-2': { queue: 'orders.payment-results.retry-2' },
        'orders.payment-results.retry-3': { queue: 'orders.payment-results.retry-3' },
        'orders.payment-results.dead': { queue: 'orders.payment-results.dead' },
      },

      subscriptions: {
        'payment-results': {
          queue: 'orders.payment-results',
          contentType: 'text/plain',
          // Enough to fill a batch while another is under way, few enough to hold in memory.
          prefetch: 250,
          // Milliseconds that a stop waits for what is in hand; the rest goes back to the queue.
          closeTimeout: 2_000,
          // The n-th failure waits in the n-th delay queue; the last entry takes what is left, and
          // at once whatever can never succeed.
          recovery: [
            { strategy: 'forward', publication: 'orders.payment-results.retry-1' },
            { strategy: 'forward', publication: 'orders.payment-results.retry-2' },
            { strategy: 'forward', publication: 'orders.payment-results.retry-3' },
            { strategy: 'forward', publication: 'orders.payment-results.dead' },
          ],
        },
      },
    },
  },
} as const satisfies Topology;
