import { findFreePort } from '@online-shop/servers/ports';
import { findRabbitmq } from '@online-shop/servers/rabbitmq';
import { startTcpProxy } from '@online-shop/test-kit/tcp-proxy';
import { openStore } from '../../../src/dead-letters/open-store';
import {
  createDeadLetterFixture,
  type DeadLetterFixture,
  readAll,
} from '../support/dead-letter-fixture';
import { createRabbitmqBroker, type RabbitmqBroker } from '../support/rabbitmq-broker';
import { createTestTopologies, type TestTopologies } from '../support/topology';
import { describeStore } from './store-contract';

const start = findRabbitmq();

// Skipped without RabbitMQ: findRabbitmq has printed the reason; with CI=true it throws.
(start ? describe : describe.skip)('with a broker', () => {
  let broker: RabbitmqBroker;
  beforeAll(async () => {
    if (start) broker = await createRabbitmqBroker(start);
  }, 120_000);
  afterAll(() => broker?.dispose());

  describeStore('RabbitMQ', () => broker);

  describe('a dead-letter queue of RabbitMQ may contain', () => {
    let topologies: TestTopologies;
    let fixture: DeadLetterFixture;
    beforeEach(async () => {
      topologies = createTestTopologies();
      fixture = createDeadLetterFixture(broker, topologies);
      await fixture.open();
      await fixture.rest();
    });
    afterEach(() => fixture.end());

    test('a message that the broker dead-lettered, with its reason and time', async () => {
      const [{ queue }] = topologies.queues;
      await broker.send(queue, 'deadly', { messageId: 'of-death' });

      for (let deaths = 0; deaths < 2; deaths++) await broker.dieOver(queue);
      const letters = await fixture.untilDead(1);

      expect(letters).toMatchObject([
        {
          queue,
          messageId: 'of-death',
          body: 'deadly',
          reason: { attempts: null, errorCode: 'delivery_limit' },
        },
      ]);
      const [letter] = letters;
      expect(letter?.headers['x-death']).toMatchObject([{ queue, reason: 'delivery_limit' }]);
      expect(letter?.reason.lastFailedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    });

    test('a foreign message, which keeps its headers in a replay', async () => {
      const [{ queue, deadLetterQueue }] = topologies.queues;
      await broker.send(deadLetterQueue, 'strange', { headers: { tenant: 7, attempt: 4 } });

      const letters = await fixture.untilDead(1);
      const [letter] = letters;
      await fixture.replay(letter?.id ?? '');

      expect(letter).toMatchObject({
        messageId: null,
        reason: { attempts: null, errorCode: null },
      });
      expect(await broker.takeAll(queue)).toMatchObject([
        { id: undefined, body: 'strange', extras: { tenant: 7 } },
      ]);
    });

    test('a message with a forged x-death header, which affects no other message', async () => {
      const [{ queue, deadLetterQueue }] = topologies.queues;
      const lies = [
        { attempts: 'many', 'x-death': [null, 7, { queue }] },
        { attempts: 3, 'first-failed-at': 7 },
        { 'x-death': [{ queue, reason: 9, time: { '!': 'timestamp', value: 1e15 } }] },
      ];
      for (const headers of lies) await broker.send(deadLetterQueue, 'a lie', { headers });

      const letters = await fixture.untilDead(3);

      expect(letters.map(({ body }) => body)).toEqual(['a lie', 'a lie', 'a lie']);
    });

    test('copies of one dead letter, which are replayed once and deleted together', async () => {
      const [{ queue, deadLetterQueue }] = topologies.queues;
      const copies = Array.from({ length: 40 }, () => broker.send(deadLetterQueue, 'again'));
      await Promise.all(copies);
      await broker.send(deadLetterQueue, 'another');

      const letters = await fixture.untilDead(41);
      const again = letters.find(({ body }) => body === 'again');
      await fixture.replay(again?.id ?? '');

      expect(letters).toHaveLength(2);
      expect(again).toMatchObject({ copies: 40 });
      expect(await broker.takeAll(queue)).toHaveLength(1);
      expect(await fixture.untilDead(1)).toMatchObject([{ body: 'another' }]);
    });

    // Each listing returns the message to its queue, which counts as a failed delivery. RabbitMQ 4
    // drops a message at the 21st unless its queue has another limit; 3.10 has no limit.
    test('a message that was listed 25 times', async () => {
      const [{ deadLetterQueue }] = topologies.queues;
      await broker.send(deadLetterQueue, 'read often');

      for (let listings = 0; listings < 25; listings++) await fixture.untilDead(1);
      const letters = await fixture.untilDead(1);

      expect(letters).toMatchObject([{ body: 'read often', copies: 1 }]);
    });

    test('a note for each queue that does not exist', async () => {
      const missing = createTestTopologies().queues;

      const queues = [...topologies.queues, ...missing];
      const store = await openStore({ url: broker.url, queues });
      const letters = await readAll(store);
      await store.close();

      expect(letters).toEqual([]);
      const notes = missing.map(
        ({ deadLetterQueue }) =>
          `${deadLetterQueue} does not exist: its service has never started on this broker.`,
      );
      expect(store.notes.toSorted()).toEqual(notes.toSorted());
    });

    test('bytes that are not text, which a replay leaves unchanged', async () => {
      const [{ queue, deadLetterQueue }] = topologies.queues;
      const noText = Buffer.from([0xff, 0x00, 0xfe]);
      await broker.send(deadLetterQueue, noText);

      const [letter] = await fixture.untilDead(1);
      await fixture.replay(letter?.id ?? '');

      expect(await broker.takeBytes(queue)).toEqual(noText);
    });
  });

  test('a store closes if the connection ends before the broker confirms the close', async () => {
    const url = new URL(broker.url);
    const proxy = await startTcpProxy(Number(url.port));
    url.port = String(proxy.port);
    const topologies = createTestTopologies();
    const fixture = createDeadLetterFixture(broker, topologies);
    await fixture.open();
    const store = await openStore({ url: url.href, queues: topologies.queues });

    proxy.freeze();
    const swallowed = proxy.swallowed();
    const closing = store.close();
    await swallowed;
    await proxy.close();
    await closing;

    await fixture.end();
  });

  test('a broker without any queue of the shop is an error, not an empty list', async () => {
    const { queues } = createTestTopologies();

    await expect(openStore({ url: broker.url, queues })).rejects.toThrow(
      'cannot be used: no service has ever started on it; set BUS_URL, or DATA_DIR as for npm start',
    );
  });
});

test('an unavailable RabbitMQ is reported without its password', async () => {
  const { queues } = createTestTopologies();
  const host = `127.0.0.1:${await findFreePort()}`;
  const url = `amqp://shop:secret@${host}/shop`;

  await expect(openStore({ url, queues })).rejects.toThrow(
    `the bus at ${host}/shop cannot be used: connect ECONNREFUSED ${host}`,
  );
});
