import { vhostOf } from '@online-shop/shared/bus/topology';
import {
  consumedQueues,
  createForecasters,
  listConsumedQueues,
} from '../../../src/dead-letters/consumers';
import { loadTopologies } from '../../../src/topologies';

test('every subscription of the services has a known dead-letter queue', () => {
  const queues = loadTopologies().flatMap(({ topology }) =>
    Object.values(vhostOf(topology).vhost.subscriptions).map(({ queue }) => queue),
  );
  expect(consumedQueues).toMatchObject(
    queues.map((queue) => ({ queue, deadLetterQueue: `${queue}.dead` })),
  );
  expect(queues).toContain('payments.order-created');
});

test('every queue with dead letters has a forecaster, unless an example consumes it', () => {
  const url = 'postgres://reader@127.0.0.1/any';
  const forecasters = createForecasters({ ORDERS_DATABASE_URL: url, PAYMENTS_DATABASE_URL: url });

  expect([...forecasters.keys()].toSorted()).toEqual(
    listConsumedQueues({ withExamples: false })
      .map(({ queue }) => queue)
      .toSorted(),
  );
});
