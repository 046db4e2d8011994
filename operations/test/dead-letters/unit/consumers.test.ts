import {
  consumedQueues,
  createForecasters,
  listConsumedQueues,
} from '../../../src/dead-letters/consumers';

test('every subscription of the services has a known dead-letter queue', () => {
  expect(consumedQueues).toMatchObject([
    { queue: 'orders.payment-results', deadLetterQueue: 'orders.payment-results.dead' },
    { queue: 'payments.order-created', deadLetterQueue: 'payments.order-created.dead' },
    {
      queue: 'notifications.payment-results',
      deadLetterQueue: 'notifications.payment-results.dead',
    },
  ]);
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
