import { readClaims } from '../../../src/dead-letters/dead-letter';
import type { TestBroker } from '../support/broker';
import {
  bodyOf,
  correlationOf,
  createDeadLetterFixture,
  createOrderIds,
  type DeadLetterFixture,
  readAll,
} from '../support/dead-letter-fixture';
import { createTestTopologies, type TestTopologies } from '../support/topology';

/** The contract of the store, for both buses. The bus itself creates the dead letters. */
export function describeStore(name: string, getBroker: () => TestBroker): void {
  let broker: TestBroker;
  let topologies: TestTopologies;
  let fixture: DeadLetterFixture;
  let queue: string;
  const [orderId = '', otherId = ''] = createOrderIds(2);

  beforeEach(async () => {
    broker = getBroker();
    topologies = createTestTopologies();
    queue = topologies.queues[0].queue;
    fixture = createDeadLetterFixture(broker, topologies);
    await fixture.open();
  });
  afterEach(() => fixture.end());

  /** Creates and returns one dead letter. */
  async function makeLetter() {
    await fixture.publish(orderId);
    const letters = await fixture.untilDead(1);
    const [letter] = letters;
    if (!letter) throw new Error('there is no letter');
    return letter;
  }

  describe(`dead letters on ${name}`, () => {
    test('contain their type, queue, reason and time', async () => {
      const letter = await makeLetter();

      expect(letter).toMatchObject({
        queue,
        messageId: orderId,
        correlationId: correlationOf(orderId),
        reason: { attempts: 1, errorCode: 'REFUSED', errorMessage: 'no, never' },
        copies: 1,
        body: bodyOf(orderId),
      });
      expect(readClaims(letter)).toEqual({ type: 'order.created', orderId });
      const { firstFailedAt, lastFailedAt } = letter.reason;
      expect(firstFailedAt).toBe(lastFailedAt);
      expect(new Date(firstFailedAt ?? '').toISOString()).toBe(firstFailedAt);
    });

    test('may lack a message ID and have an invalid body', async () => {
      await broker.inject(queue, 'not JSON {');

      const letters = await fixture.untilDead(1);

      expect(letters).toMatchObject([
        { messageId: null, correlationId: null, body: 'not JSON {', copies: 1 },
      ]);
      expect(letters.map(readClaims)).toEqual([{ type: null, orderId: null }]);
    });

    test('are found by an ID that is the same in every listing', async () => {
      await fixture.publish(...createOrderIds(20));
      const letters = await fixture.untilDead(20);
      const ids = letters.map(({ id }) => id);

      const again = await fixture.list();
      const found = await fixture.find(ids[7] ?? '');

      expect(new Set(ids).size).toBe(20);
      expect(again.map(({ id }) => id)).toEqual(ids);
      expect(found).toEqual(expect.objectContaining({ id: ids[7], body: letters[7]?.body }));
    });

    test('are not found by any other text', async () => {
      await makeLetter();
      const others = ['', 'nonsense', '0', '999999999', '1e3', "1' or '1'='1", '9'.repeat(30)];

      for (const id of others) expect(await fixture.find(id)).toBeNull();
      expect(await fixture.list()).toHaveLength(1);
    });

    test('are replayed as they were sent, without headers of their failure', async () => {
      const letter = await makeLetter();
      await fixture.rest();

      const outcome = await fixture.replay(letter.id);

      expect(outcome).toBe('replayed');
      const sent = { id: orderId, correlationId: correlationOf(orderId), body: bodyOf(orderId) };
      expect(await broker.takeAll(queue)).toEqual([{ ...sent, extras: {} }]);
      expect(await fixture.list()).toEqual([]);
    });

    test('start with attempt 1 after a replay', async () => {
      const letter = await makeLetter();
      const handled = fixture.handleNext();

      await fixture.replay(letter.id);

      expect(await handled).toMatchObject({ id: orderId, body: bodyOf(orderId), attempt: 1 });
    });

    test('are replayed once, even if the replay is repeated', async () => {
      const letter = await makeLetter();
      await fixture.rest();

      const outcomes = await fixture.withStore(async (store) => {
        const [found = letter] = await readAll(store);
        return [await store.replay([found]), await store.replay([found])];
      });

      expect(outcomes).toEqual([['replayed'], ['unknown']]);
      expect(await fixture.replay(letter.id)).toBe('unknown');
      expect(await broker.takeAll(queue)).toHaveLength(1);
    });

    test('get another ID when they fail again', async () => {
      const letter = await makeLetter();

      await fixture.replay(letter.id);
      const letters = await fixture.untilDead(1);

      expect(letters).toMatchObject([{ messageId: orderId, reason: { attempts: 1 } }]);
      expect(letters[0]?.id).not.toBe(letter.id);
    });

    test('remain dead letters if their queue does not exist', async () => {
      const letter = await makeLetter();
      await fixture.end();
      await broker.removeQueue(queue);

      expect(await fixture.withStore((store) => store.findQueue(queue))).toBeNull();
      expect(await fixture.replay(letter.id)).toBe('queue-gone');
      expect(await fixture.replay(letter.id)).toBe('queue-gone');
      expect(await fixture.find(letter.id)).toMatchObject({
        id: letter.id,
        body: bodyOf(orderId),
      });
    });

    test('are dropped individually', async () => {
      await fixture.publish(orderId, otherId);
      const letters = await fixture.untilDead(2);
      await fixture.rest();
      const [dropped, kept] = letters;

      expect(await fixture.drop(dropped?.id ?? '')).toBe(true);
      expect(await fixture.drop(dropped?.id ?? '')).toBe(false);
      expect((await fixture.list()).map(({ id }) => id)).toEqual([kept?.id]);
      expect(await broker.takeAll(queue)).toEqual([]);
    });

    test('are read, replayed and dropped page by page', async () => {
      const orderIds = createOrderIds(40);
      await fixture.publish(...orderIds);
      await fixture.untilDead(40);
      await fixture.rest();

      const sizes = await fixture.withStore(async (store) => {
        const read: number[] = [];
        for await (const page of store.read()) {
          read.push(page.length);
          const [replayed = [], dropped = []] = [page.slice(0, 4), page.slice(4, 6)];
          expect(await store.replay(replayed)).toEqual(replayed.map(() => 'replayed'));
          expect(await store.drop(dropped)).toEqual(dropped.map(() => true));
        }
        return read;
      }, 7);

      expect(sizes).toEqual([7, 7, 7, 7, 7, 5]);
      const kept = (await fixture.list()).map(({ messageId }) => messageId);
      const replayed = (await broker.takeAll(queue)).map(({ id }) => id);
      expect(replayed).toHaveLength(24);
      expect(kept).toHaveLength(40 - 24 - 11);
      expect(new Set([...replayed, ...kept]).size).toBe(29);
      expect(orderIds).toEqual(expect.arrayContaining([...replayed, ...kept]));
    });

    test('report the number of consumers of their queue', async () => {
      // A consumer registers after its start.
      await fixture.untilConsumers(queue, 1);

      await fixture.rest();

      await fixture.untilConsumers(queue, 0);
    });

    test('may have a body with a NUL character', async () => {
      await broker.inject(queue, 'a\0b');
      const [letter] = await fixture.untilDead(1);
      await fixture.rest();

      expect(await fixture.replay(letter?.id ?? '')).toBe('replayed');
      expect(await broker.takeAll(queue)).toMatchObject([{ body: 'a\0b' }]);
    });
  });
}
