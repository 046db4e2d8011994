import { readClaims } from '../../../src/dead-letters/dead-letter';
import type { TestBroker } from '../support/broker';
import { createTestTopologies, type TestTopologies } from '../support/topology';
import {
  bodyOf,
  correlationOf,
  createOrderIds,
  createUndertaker,
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
    const { letters } = await undertaker.untilDead(1);
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

      const { letters } = await undertaker.untilDead(1);

      expect(letters).toMatchObject([
        { messageId: null, correlationId: null, body: 'not JSON {', copies: 1 },
      ]);
      expect(letters.map(readClaims)).toEqual([{ type: null, orderId: null }]);
    });

    test('are found by an id that is the same at every look', async () => {
      await undertaker.publish(...createOrderIds(20));
      const { letters } = await undertaker.untilDead(20);
      const ids = letters.map(({ id }) => id);

      const again = await undertaker.withStore((store) => store.list());
      const found = await undertaker.withStore((store) => store.find(ids[7] ?? ''));

      expect(new Set(ids).size).toBe(20);
      expect(again.letters.map(({ id }) => id)).toEqual(ids);
      expect(found).toEqual(expect.objectContaining({ id: ids[7], body: letters[7]?.body }));
    });

    test('are not found by anything else', async () => {
      await makeLetter();
      const others = ['', 'nonsense', '0', '999999999', '1e3', "1' or '1'='1", '9'.repeat(30)];

      const answers = await undertaker.withStore((store) =>
        Promise.all(
          others.map(async (id) => [
            await store.find(id),
            await store.replay(id),
            await store.drop(id),
          ]),
        ),
      );

      expect(answers).toEqual(others.map(() => [null, 'unknown', false]));
      expect((await undertaker.withStore((store) => store.list())).letters).toHaveLength(1);
    });

    test('go back to their queue as they were sent, with nothing of their failure', async () => {
      const letter = await makeLetter();
      await undertaker.rest();

      const outcome = await undertaker.withStore((store) => store.replay(letter.id));

      expect(outcome).toBe('replayed');
      const sent = { id: orderId, correlationId: correlationOf(orderId), body: bodyOf(orderId) };
      expect(await broker.takeAll(queue)).toEqual([{ ...sent, extras: {} }]);
      expect(await undertaker.withStore((store) => store.list())).toEqual({
        letters: [],
        notes: [],
      });
    });

    test('are handled as if for the first time when they are back', async () => {
      const letter = await makeLetter();
      const handled = undertaker.handleNext();

      await undertaker.withStore((store) => store.replay(letter.id));

      expect(await handled).toMatchObject({ id: orderId, body: bodyOf(orderId), attempt: 1 });
    });

    test('are put back once, however often it is asked for', async () => {
      const letter = await makeLetter();
      await undertaker.rest();

      const outcomes = [
        await undertaker.withStore(async (store) => [
          await store.replay(letter.id),
          await store.replay(letter.id),
        ]),
        await undertaker.withStore((store) => store.replay(letter.id)),
      ];

      expect(outcomes).toEqual([['replayed', 'unknown'], 'unknown']);
      expect(await broker.takeAll(queue)).toHaveLength(1);
    });

    test('are other letters when they have failed again', async () => {
      const letter = await makeLetter();

      await undertaker.withStore((store) => store.replay(letter.id));
      const { letters } = await undertaker.untilDead(1);

      expect(letters).toMatchObject([{ messageId: orderId, reason: { attempts: 1 } }]);
      expect(letters[0]?.id).not.toBe(letter.id);
    });

    test('stay where they are while their queue is gone', async () => {
      const letter = await makeLetter();
      await undertaker.end();
      await broker.removeQueue(queue);

      const answers = await undertaker.withStore(async (store) => [
        await store.hasQueue(queue),
        await store.replay(letter.id),
        await store.replay(letter.id),
      ]);

      expect(answers).toEqual([false, 'queue-gone', 'queue-gone']);
      expect(await undertaker.withStore((store) => store.find(letter.id))).toMatchObject({
        id: letter.id,
        body: bodyOf(orderId),
      });
    });

    test('are dropped one by one', async () => {
      await undertaker.publish(orderId, otherId);
      const { letters } = await undertaker.untilDead(2);
      await undertaker.rest();
      const [dropped, kept] = letters;

      const isDropped = await undertaker.withStore((store) => store.drop(dropped?.id ?? ''));

      expect(isDropped).toBe(true);
      const left = await undertaker.withStore((store) => store.list());
      expect(left.letters.map(({ id }) => id)).toEqual([kept?.id]);
      expect(await broker.takeAll(queue)).toEqual([]);
    });

    test('are all put back, be they many', async () => {
      const orderIds = createOrderIds(40);
      await undertaker.publish(...orderIds);
      const { letters } = await undertaker.untilDead(40);
      await undertaker.rest();

      await undertaker.withStore(async (store) => {
        for (const { id } of letters) expect(await store.replay(id)).toBe('replayed');
      });

      expect((await undertaker.withStore((store) => store.list())).letters).toEqual([]);
      const ids = (await broker.takeAll(queue)).map(({ id }) => id);
      expect(ids.toSorted()).toEqual(orderIds.toSorted());
    });

    test('are looked at up to a bound, and it is said that there are more', async () => {
      await undertaker.publish(...createOrderIds(3));
      await undertaker.untilDead(3);

      const listing = await undertaker.withStore((store) => store.list(), 2);

      expect(listing.letters).toHaveLength(2);
      expect(listing.notes).toEqual(['1 more are there: only 2 are looked at.']);
    });
  });
}
