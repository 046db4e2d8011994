import { patternOf } from '@online-shop/shared/bus/postgres/schema';
import { planSubscription, routeOf, type Topology } from '@online-shop/shared/bus/topology';

const queue = (args: object) => ({
  options: { arguments: { 'x-queue-type': 'quorum' as const, ...args } },
});

const topology: Topology = {
  vhosts: {
    shop: {
      exchanges: { events: { type: 'topic' } },
      queues: {
        orders: queue({ 'x-delivery-limit': 7 }),
        soon: queue({ 'x-message-ttl': 10 }),
        later: queue({ 'x-message-ttl': 500 }),
        dead: queue({}),
      },
      bindings: {},
      publications: {
        'order.created': { exchange: 'events', routingKey: 'order.created' },
        soon: { queue: 'soon' },
        later: { queue: 'later' },
        dead: { queue: 'dead' },
      },
      subscriptions: {
        orders: {
          queue: 'orders',
          contentType: 'text/plain',
          prefetch: 5,
          closeTimeout: 1_000,
          recovery: [
            { strategy: 'forward', publication: 'soon' },
            { strategy: 'forward', publication: 'later' },
            { strategy: 'forward', publication: 'dead' },
          ],
        },
      },
    },
  },
};

describe('a topology', () => {
  test('contains the number of retries and the delays of a subscription', () => {
    expect(planSubscription(topology, 'orders')).toEqual({
      name: 'orders',
      queue: 'orders',
      prefetch: 5,
      closeTimeoutMs: 1_000,
      maxRedeliveries: 7,
      delays: [
        { queue: 'soon', delayMs: 10 },
        { queue: 'later', delayMs: 500 },
      ],
      deadLetterQueue: 'dead',
    });
  });

  test('contains the route of each message type', () => {
    expect(routeOf(topology, 'order.created')).toEqual({
      exchange: 'events',
      routingKey: 'order.created',
    });
    expect(routeOf(topology, 'dead')).toEqual({ exchange: '', routingKey: 'dead' });
  });

  test('rejects unknown subscriptions and publications', () => {
    expect(() => planSubscription(topology, 'nothing')).toThrow('no subscription nothing');
    expect(() => routeOf(topology, 'nothing')).toThrow('no publication nothing');
  });
});

describe('a binding key', () => {
  test.each([
    ['order.created', ['order.created'], ['order', 'order.created.x', 'orderxcreated']],
    ['payment.*', ['payment.failed', 'payment.completed'], ['payment', 'payment.a.b']],
    ['*.shared', ['thing.shared'], ['shared', 'a.b.shared']],
    ['payment.#', ['payment', 'payment.failed', 'payment.a.b'], ['payments', 'a.payment']],
    ['#', ['', 'a', 'a.b.c'], []],
  ])('%s matches the same types as in a topic exchange', (key, matching, others) => {
    const pattern = new RegExp(patternOf(key));

    expect(matching.filter((type) => !pattern.test(type))).toEqual([]);
    expect(others.filter((type) => pattern.test(type))).toEqual([]);
  });

  test('with a # in the middle is rejected', () => {
    expect(() => patternOf('a.#.b')).toThrow('# is supported only at the end');
  });
});
