import { queues, type WireMessage } from '../../bus/broker';
import { disguise, multiply, queueOf } from '../../bus/duplicates';
import { eventually } from '../../eventually';
import type { FaultCase, FaultContext } from '../fault-case';

/** Some orders with both of their messages, as they went over the wire. */
async function takeConversation(context: FaultContext): Promise<WireMessage[]> {
  const { customer, userId, takeTapped } = context;
  const placing = Array.from({ length: 20 }, () => customer.placeOrder({ userId, amount: 1 }));
  const placed = new Set((await Promise.all(placing)).map(({ id }) => id));
  const heard = new Map<string, WireMessage>();
  await eventually(async () => {
    for (const message of await takeTapped()) heard.set(message.body, message);
    const isOurs = ({ id }: WireMessage) => placed.has(id);
    if ([...heard.values()].filter(isOurs).length < 2 * placed.size) throw new Error('not yet');
  });
  return [...heard.values()];
}

async function sendCopies(
  { shop, random, countDuplicates }: FaultContext,
  messages: readonly WireMessage[],
): Promise<void> {
  const copies = multiply(messages, { random, copiesMax: 4 });
  for (const [queue, queued] of copies) {
    await shop.broker.wire.send(queue, queued);
    countDuplicates(queued.length);
  }
}

const DELETE_INBOX = 'delete from inbox_messages where id = any($1::uuid[])';

export const deliveries: readonly FaultCase[] = [
  {
    name: 'duplicates',
    fault: 'every message 2 to 5 times, to two consumers at once',
    times: 3,
    async inject(context) {
      const replicas = await Promise.all([
        context.shop.addReplica('orders'),
        context.shop.addReplica('payments'),
      ]);
      try {
        await sendCopies(context, await takeConversation(context));
      } finally {
        await Promise.all(replicas.map((replica) => replica.stop()));
        await Promise.all(replicas.map((replica) => replica.close()));
      }
    },
  },
  {
    name: 'disguise',
    fault: 'the same facts again under other message ids',
    times: 3,
    async inject(context) {
      const { shop, journal } = context;
      for (const message of await takeConversation(context)) {
        const copy = disguise(message);
        journal.foreignMessageIds.add(copy.id);
        await shop.broker.wire.send(queueOf(copy), [copy]);
        context.countDuplicates(1);
      }
    },
  },
  {
    name: 'inbox-cleaned',
    fault: 'inbox rows deleted, then the messages again',
    times: 2,
    async inject(context) {
      const { shop } = context;
      const messages = await takeConversation(context);
      const ids = messages.map(({ id }) => id);
      await shop.paymentsDb.query(DELETE_INBOX, [ids]);
      await shop.ordersDb.query(DELETE_INBOX, [ids]);
      await sendCopies(context, messages);
      await untilAnsweredAgain(context, messages);
    },
  },
  {
    name: 'purge',
    fault: 'all queues purged',
    times: 3,
    restWithinMs: 120_000,
    async inject({ shop, customer, userId }) {
      const { wire } = shop.broker;
      shop.payments.freeze(); // so that there is something to lose
      try {
        await Promise.all(
          Array.from({ length: 50 }, () => customer.placeOrder({ userId, amount: 1 })),
        );
        await eventually(async () => {
          if ((await wire.depth(queues.orders)) === 0) throw new Error('nothing to purge');
        });
        for (const queue of [queues.orders, queues.results]) await wire.purge(queue);
      } finally {
        shop.payments.thaw();
      }
    },
  },
];

/** The first result of each order is sent once more, whatever has become of the inbox. */
async function untilAnsweredAgain(
  { takeTapped }: FaultContext,
  messages: readonly WireMessage[],
): Promise<void> {
  const waiting = new Set(
    messages.filter((message) => queueOf(message) === queues.orders).map(({ id }) => id),
  );
  await eventually(async () => {
    for (const message of await takeTapped()) {
      if (queueOf(message) === queues.results) waiting.delete(message.id);
    }
    if (waiting.size > 0) throw new Error(`${waiting.size} orders were not answered again`);
  });
}
