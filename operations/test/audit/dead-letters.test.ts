import { randomUUID } from 'node:crypto';
import { findRabbitmq, type Rabbitmq } from '@online-shop/local/rabbitmq';
import { connect } from 'amqplib';
import { countDeadLetters } from '../../src/audit/dead-letters';
import { useShopDatabases } from './support/shop-databases';

/** The broker may be one that has queues of its own. */
const queue = `audit-${randomUUID()}.dead`;
const otherQueue = `audit-${randomUUID()}-other.dead`;

describe('the audit counts dead letters', () => {
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
        ['orders.dead', 'results.dead'],
      );
      expect(await countDeadLetters(shop.orders.url)).toEqual({
        total: 3,
        queues: [
          { queue: 'orders.dead', errorCode: 'invalid_message', letters: 2 },
          { queue: 'results.dead', errorCode: 'order_not_found', letters: 1 },
        ],
      });
    });
  });

  const start = findRabbitmq();
  // Skipped where no RabbitMQ can be had: findRabbitmq has said so, and throws where CI=true.
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

      expect(await countDeadLetters(rabbitmq.url, [queue, otherQueue])).toEqual(expected);
      expect(await countDeadLetters(rabbitmq.url, [queue, otherQueue])).toEqual(expected);

      await channel.deleteQueue(queue);
      await connection.close();
      expect(await countDeadLetters(rabbitmq.url, [queue, otherQueue])).toEqual({
        total: 0,
        queues: [],
      });
    });
  });
});
