import { defineTopology } from '../../../src/bus/define-topology';
import { planSubscription, routeOf, vhostOf } from '../../../src/bus/topology';

const topology = defineTopology({
  publishes: ['cat.fed'],
  consumes: {
    meals: { queue: 'cats.meals', events: ['meal.cooked'], retryDelaysMs: [100, 2_000] },
  },
});
const { vhost } = vhostOf(topology);

describe('defineTopology', () => {
  it('routes each published event to the exchange of all events by its type', () => {
    expect(routeOf(topology, 'cat.fed')).toEqual({
      exchange: 'shop.events',
      routingKey: 'cat.fed',
    });
  });

  it('binds the queue to the events that it consumes', () => {
    expect(Object.values(vhost.bindings)).toEqual([
      { source: 'shop.events', destination: 'cats.meals', bindingKeys: ['meal.cooked'] },
    ]);
  });

  it('plans one delay queue for each retry, then the dead-letter queue', () => {
    expect(planSubscription(topology, 'meals')).toEqual({
      name: 'meals',
      queue: 'cats.meals',
      prefetch: 250,
      closeTimeoutMs: 2_000,
      maxRedeliveries: 50,
      delays: [
        { queue: 'cats.meals.retry-1', delayMs: 100 },
        { queue: 'cats.meals.retry-2', delayMs: 2_000 },
      ],
      deadLetterQueue: 'cats.meals.dead',
    });
  });

  it.each([
    ['cats.meals', 'cats.meals.dead'],
    ['cats.meals.retry-1', 'cats.meals'],
    ['cats.meals.retry-2', 'cats.meals'],
  ])('moves messages from %s to %s at least once', (queue, next) => {
    expect(vhost.queues[queue]?.options.arguments).toMatchObject({
      'x-queue-type': 'quorum',
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': next,
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    });
  });

  it('does not limit the deliveries from the dead-letter queue', () => {
    expect(vhost.queues['cats.meals.dead']?.options.arguments).toEqual({
      'x-queue-type': 'quorum',
      'x-delivery-limit': 1_000_000,
    });
  });
});
