import { createId } from '@online-shop/shared/ids/uuid-v7';
import { recordInInbox } from '@online-shop/shared/inbox/inbox';
import { blockedSessions } from '@online-shop/test-kit/blocked-sessions';
import { useDatabase } from '../../support/database';

const database = useDatabase();

function createMessages(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    id: createId(),
    type: `type-${i}`,
    subject: createId(),
  }));
}

const idsOf = (messages: readonly { readonly id: string }[]) => messages.map(({ id }) => id);

describe('inbox', () => {
  it('records new messages and returns their IDs', async () => {
    const messages = createMessages(3);
    const recorded = await recordInInbox(database.client, messages);

    expect([...recorded].toSorted()).toEqual(idsOf(messages));
    const where = { id: { in: idsOf(messages) } };
    const rows = await database.client.inboxMessage.findMany({ where, orderBy: { id: 'asc' } });
    expect(rows).toEqual(messages.map((each) => ({ ...each, receivedAt: expect.any(Date) })));
  });

  it('does not return the IDs of recorded messages', async () => {
    const [first, second, third] = createMessages(3) as [Message, Message, Message];
    await recordInInbox(database.client, [second]);
    const recorded = await recordInInbox(database.client, [first, second, third]);
    expect([...recorded].toSorted()).toEqual([first.id, third.id]);
  });

  it('records a message once if one call contains it twice', async () => {
    const [message] = createMessages(1) as [Message];
    expect((await recordInInbox(database.client, [message, message])).size).toBe(1);
  });

  it('accepts an empty call', async () => {
    expect((await recordInInbox(database.client, [])).size).toBe(0);
  });

  it.each([
    ['commits', 0],
    ['rolls back', 1],
  ])(
    'waits for a concurrent transaction that records the same message and %s',
    async (end, size) => {
      const messages = createMessages(1);
      let second: Promise<ReadonlySet<string>> | undefined;
      const first = database.client.$transaction(async (tx) => {
        await recordInInbox(tx, messages);
        second = recordInInbox(database.client, messages);
        await blockedSessions(database.client);
        if (end === 'rolls back') throw new Error('rolled back');
      });
      await first.catch(() => {});
      expect((await second)?.size).toBe(size);
    },
  );

  it('does not deadlock batches that share messages in different orders', async () => {
    const messages = createMessages(9);
    const middle = messages.slice(4, 5);
    const batches = [messages, messages.toReversed()];
    const clients = [database.connect(), database.connect()];

    // In different orders, each batch would hold a lock that the other needs.
    const recording: Promise<ReadonlySet<string>>[] = [];
    const holding = database.client.$transaction(async (tx) => {
      await recordInInbox(tx, middle);
      for (const [i, batch] of batches.entries()) {
        recording.push(recordInInbox(clients[i] ?? database.client, batch));
      }
      await blockedSessions(database.client, 2);
      throw new Error('rolled back');
    });
    await expect(holding).rejects.toThrow('rolled back');

    const recorded = await Promise.all(recording);
    expect(recorded.map(({ size }) => size).toSorted()).toEqual([0, 9]);
  });
});

type Message = ReturnType<typeof createMessages>[number];
