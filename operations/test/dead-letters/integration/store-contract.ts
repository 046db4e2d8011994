import { readClaims } from '../../../src/dead-letters/dead-letter';
import type { TestBroker } from '../support/broker';
import { createTestTopologies, type TestTopologies } from '../support/topology';
import {
  bodyOf,
  correlationOf,
  createOrderIds,
  createUndertaker,
  readAll,
  type Undertaker,
} from '../support/undertaker';

/** What is promised of the dead letters of either bus; all of them made by the bus itself. */
export function describeStore(name: string, getBroker: () => TestBroker): void {
  let broker: TestBroker;
  let topologies: TestTopologies;
  let undertaker: Undertaker;
  let queue: string;
  const [orderId = '', otherId = ''] = createOrderIds(2);

  beforeEach(async () => {
    broker = getBroker();
    topologies = createTestTopologies();
    queue = topologies.queues[0].queue;
    undertaker = createUndertaker(broker, topologies);
    await undertaker.open();
  });
  afterEach(() => undertaker.end());

  /** The letter of the one message there is. */
  async function makeLetter() {
    await undertaker.publish(orderId);
    const letters = await undertaker.untilDead(1);
    const [letter] = letters;
    if (!letter) throw new Error('there is no letter');
    return letter;
  }

  describe(`dead letters on ${name}`, () => {
    test('say what they are, where they failed, why and when', async () => {
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

    test('may have no message id and no sense', async () => {
      await broker.inject(queue, 'not JSON {');

      const letters = await undertaker.untilDead(1);

      expect(letters).toMatchObject([
        { messageId: null, correlationId: null, body: 'not JSON {', copies: 1 },
      ]);
      expect(letters.map(readClaims)).toEqual([{ type: null, orderId: null }]);
    });

    test('are found by an id that is the same at every look', async () => {
      await undertaker.publish(...createOrderIds(20));
      const letters = await undertaker.untilDead(20);
      const ids = letters.map(({ id }) => id);

      const again = await undertaker.list();
      const found = await undertaker.find(ids[7] ?? '');

      expect(new Set(ids).size).toBe(20);
      expect(again.map(({ id }) => id)).toEqual(ids);
      expect(found).toEqual(expect.objectContaining({ id: ids[7], body: letters[7]?.body }));
    });

    test('are not found by anything else', async () => {
      await makeLetter();
      const others = ['', 'nonsense', '0', '999999999', '1e3', "1' or '1'='1", '9'.repeat(30)];

      for (const id of others) expect(await undertaker.find(id)).toBeNull();
      expect(await undertaker.list()).toHaveLength(1);
    });

    test('go back to their queue as they were sent, with nothing of their failure', async () => {
      const letter = await makeLetter();
      await undertaker.rest();

      const outcome = await undertaker.replay(letter.id);

      expect(outcome).toBe('replayed');
      const sent = { id: orderId, correlationId: correlationOf(orderId), body: bodyOf(orderId) };
      expect(await broker.takeAll(queue)).toEqual([{ ...sent, extras: {} }]);
      expect(await undertaker.list()).toEqual([]);
    });

    test('are handled as if for the first time when they are back', async () => {
      const letter = await makeLetter();
      const handled = undertaker.handleNext();

      await undertaker.replay(letter.id);

      expect(await handled).toMatchObject({ id: orderId, body: bodyOf(orderId), attempt: 1 });
    });

    test('are put back once, however often it is asked for', async () => {
      const letter = await makeLetter();
      await undertaker.rest();

      const outcomes = await undertaker.withStore(async (store) => {
        const [found = letter] = await readAll(store);
        return [await store.replay([found]), await store.replay([found])];
      });

      expect(outcomes).toEqual([['replayed'], ['unknown']]);
      expect(await undertaker.replay(letter.id)).toBe('unknown');
      expect(await broker.takeAll(queue)).toHaveLength(1);
    });

    test('are other letters when they have failed again', async () => {
      const letter = await makeLetter();

      await undertaker.replay(letter.id);
      const letters = await undertaker.untilDead(1);

      expect(letters).toMatchObject([{ messageId: orderId, reason: { attempts: 1 } }]);
      expect(letters[0]?.id).not.toBe(letter.id);
    });

    test('stay where they are while their queue is gone', async () => {
      const letter = await makeLetter();
      await undertaker.end();
      await broker.removeQueue(queue);

      expect(await undertaker.withStore((store) => store.findQueue(queue))).toBeNull();
      expect(await undertaker.replay(letter.id)).toBe('queue-gone');
      expect(await undertaker.replay(letter.id)).toBe('queue-gone');
      expect(await undertaker.find(letter.id)).toMatchObject({
        id: letter.id,
        body: bodyOf(orderId),
      });
    });

    test('are dropped one by one', async () => {
      await undertaker.publish(orderId, otherId);
      const letters = await undertaker.untilDead(2);
      await undertaker.rest();
      const [dropped, kept] = letters;

      expect(await undertaker.drop(dropped?.id ?? '')).toBe(true);
      expect(await undertaker.drop(dropped?.id ?? '')).toBe(false);
      expect((await undertaker.list()).map(({ id }) => id)).toEqual([kept?.id]);
      expect(await broker.takeAll(queue)).toEqual([]);
    });

    test('are read, replayed and dropped page by page', async () => {
      const orderIds = createOrderIds(40);
      await undertaker.publish(...orderIds);
      await undertaker.untilDead(40);
      await undertaker.rest();

      const sizes = await undertaker.withStore(async (store) => {
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
      const kept = (await undertaker.list()).map(({ messageId }) => messageId);
      const replayed = (await broker.takeAll(queue)).map(({ id }) => id);
      expect(replayed).toHaveLength(24);
      expect(kept).toHaveLength(40 - 24 - 11);
      expect(new Set([...replayed, ...kept]).size).toBe(29);
      expect(orderIds).toEqual(expect.arrayContaining([...replayed, ...kept]));
    });

    test('know the consumers of their queue', async () => {
      // A consumer registers after its start.
      await undertaker.untilConsumers(queue, 1);

      await undertaker.rest();

      await undertaker.untilConsumers(queue, 0);
    });

    test('survive a body with a NUL character', async () => {
      await broker.inject(queue, 'a\0b');
      const [letter] = await undertaker.untilDead(1);
      await undertaker.rest();

      expect(await undertaker.replay(letter?.id ?? '')).toBe('replayed');
      expect(await broker.takeAll(queue)).toMatchObject([{ body: 'a\0b' }]);
    });
  });
}
