import { findRabbitmq, type Rabbitmq } from '@online-shop/local/rabbitmq';
import { connect } from 'amqplib';
import { countDeadLetters } from '../../src/audit/dead-letters';
import { useShopDatabases } from './support/shop-databases';

describe('the audit counts dead letters', () => {
  const { orders: queue, results } = {
    orders: 'payments.order-created.dead',
    results: 'orders.payment-results.dead',
  };

  describe('on PostgreSQL', () => {
    const shop = useShopDatabases();

    it('as none where no service has used the bus yet', async () => {
      expect(await countDeadLetters(shop.orders.url)).toEqual({ total: 0, queues: [] });
    });

    it('by queue and reason', async () => {
      // As the embedded bus creates it.
      await shop.orders.query('CREATE SCHEMA bus');
      await shop.orders.query('CREATE TABLE bus.dead_letters (queue text, error_code text)');
      await shop.orders.query(
        `INSERT INTO bus.dead_letters VALUES ($1, 'invalid_message'), ($1, 'invalid_message'),
          ($2, 'order_not_found')`,
        [queue, results],
      );
      expect(await countDeadLetters(shop.orders.url)).toEqual({
        total: 3,
        queues: [
          { queue: results, errorCode: 'order_not_found', letters: 1 },
          { queue, errorCode: 'invalid_message', letters: 2 },
        ],
      });
    });
  });

  const start = findRabbitmq();
  (start ? describe : describe.skip)('on RabbitMQ', () => {
    let rabbitmq: Rabbitmq;
    beforeAll(async () => {
      if (start) rabbitmq = await start();
    }, 120_000);
    afterAll(() => rabbitmq?.dispose(), 30_000);

    it('by queue, takes none, and takes a queue that is not there yet for an empty one', async () => {
      const connection = await connect(rabbitmq.url);
      const channel = await connection.createConfirmChannel();
      await channel.assertQueue(queue, { durable: true });
      channel.sendToQueue(queue, Buffer.from('{}'));
      await channel.waitForConfirms();
      const expected = { total: 1, queues: [{ queue, errorCode: null, letters: 1 }] };

      expect(await countDeadLetters(rabbitmq.url)).toEqual(expected);
      expect(await countDeadLetters(rabbitmq.url)).toEqual(expected);

      await channel.deleteQueue(queue);
      await connection.close();
      expect(await countDeadLetters(rabbitmq.url)).toEqual({ total: 0, queues: [] });
    });
  });
});
