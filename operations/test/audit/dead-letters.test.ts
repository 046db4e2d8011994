import { findRabbitmq } from '@online-shop/servers/rabbitmq';
import { makeTestDatabase } from '@online-shop/test-kit/test-database';
import { countDeadLetters } from '../../src/audit/dead-letters';
import type { TestBroker } from '../dead-letters/support/broker';
import { createPostgresBroker } from '../dead-letters/support/postgres-broker';
import { createRabbitmqBroker, type RabbitmqBroker } from '../dead-letters/support/rabbitmq-broker';
import { createTestTopologies, type TestTopologies } from '../dead-letters/support/topology';
import {
  createOrderIds,
  createUndertaker,
  type Undertaker,
} from '../dead-letters/support/undertaker';

type Work = (undertaker: Undertaker, queues: TestTopologies['queues']) => Promise<void>;

/** On a broker whose consumers refuse everything. */
async function withUndertaker(broker: TestBroker, work: Work): Promise<void> {
  const topologies = createTestTopologies();
  const undertaker = createUndertaker(broker, topologies);
  try {
    await undertaker.open();
    await work(undertaker, topologies.queues);
  } finally {
    await undertaker.end();
  }
}

/** The same on both buses: all of the letters are made by the bus itself. */
function itTellsWhatTheDeskTells(getBroker: () => TestBroker): void {
  it('by the queue and the reason that the desk lists, and takes none', async () => {
    const broker = getBroker();
    await withUndertaker(broker, async (undertaker, queues) => {
      await undertaker.publish(...createOrderIds(3));
      const letters = await undertaker.untilDead(3);
      const [listed] = letters.map(({ queue, reason: { errorCode } }) => ({ queue, errorCode }));
      expect(listed).toEqual({ queue: queues[0].queue, errorCode: 'REFUSED' });

      const group = { ...listed, type: 'order.created', letters: 3, orders: 3 };
      const expected = { total: 3, queues: [group], notes: [] };
      expect(await countDeadLetters(broker.url, queues)).toEqual(expected);
      expect(await countDeadLetters(broker.url, queues)).toEqual(expected);
    });
  });
}

describe('the audit counts dead letters', () => {
  describe('on PostgreSQL', () => {
    let broker: TestBroker;
    beforeAll(async () => {
      broker = await createPostgresBroker();
    });
    afterAll(() => broker?.dispose());

    itTellsWhatTheDeskTells(() => broker);

    it('as none where no service has used the bus yet, and says so', async () => {
      const { url, drop } = await makeTestDatabase();
      const notes = ['The bus does not exist: no service has ever started on this database.'];
      expect(await countDeadLetters(url)).toEqual({ total: 0, queues: [], notes });
      await drop();
    });
  });

  const start = findRabbitmq();
  // Skipped where no RabbitMQ can be had: findRabbitmq has said so, and throws where CI=true.
  (start ? describe : describe.skip)('on RabbitMQ', () => {
    let broker: RabbitmqBroker;
    beforeAll(async () => {
      if (start) broker = await createRabbitmqBroker(start);
    }, 120_000);
    afterAll(() => broker?.dispose(), 30_000);

    itTellsWhatTheDeskTells(() => broker);

    it('apart where the reasons differ, one of which nobody knows', async () => {
      await withUndertaker(broker, async (undertaker, queues) => {
        const [{ queue, deadLetterQueue }] = queues;
        await undertaker.publish(...createOrderIds(1));
        await broker.send(deadLetterQueue, 'strange');
        await undertaker.untilDead(2);
        expect(await countDeadLetters(broker.url, queues)).toMatchObject({
          queues: [
            { queue, type: 'order.created', errorCode: 'REFUSED', letters: 1, orders: 1 },
            { queue, type: null, errorCode: null, letters: 1, orders: 0 },
          ],
        });
      });
    });

    it('as none in queues that are not there yet, and says so', async () => {
      const { queues } = createTestTopologies();
      const names = queues.map(({ deadLetterQueue }) => deadLetterQueue).toSorted();
      const notes = names.map((name) => expect.stringContaining(name));
      expect(await countDeadLetters(broker.url, queues)).toEqual({ total: 0, queues: [], notes });
    });
  });
});
