import { consumedQueues, createForecasters } from '../../../src/dead-letters/consumers';

test('the desk knows the dead-letter queue of every subscription of the services', () => {
  expect(consumedQueues).toMatchObject([
    { queue: 'payments.order-created', deadLetterQueue: 'payments.order-created.dead' },
    { queue: 'orders.payment-results', deadLetterQueue: 'orders.payment-results.dead' },
  ]);
});

test('somebody foretells what becomes of a message in each of these queues', () => {
  const url = 'postgres://reader@127.0.0.1/any';
  const forecasters = createForecasters({ ORDERS_DATABASE_URL: url, PAYMENTS_DATABASE_URL: url });

  expect([...forecasters.keys()].toSorted()).toEqual(
    consumedQueues.map(({ queue }) => queue).toSorted(),
  );
});
