import { queues, type WireMessage } from '../../bus/broker';
import { asOfPreviousVersion, multiply, queueOf, subjectOf } from '../../bus/duplicates';
import { eventually } from '../../eventually';
import type { FaultCase, FaultContext } from '../fault-case';
import { stopCleanly } from '../stop-cleanly';

/** The messages that were published while the case placed some orders. */
interface Conversation {
  readonly all: readonly WireMessage[];
  /** Both messages of each order of the case. */
  readonly ours: readonly WireMessage[];
}

async function takeConversation(context: FaultContext): Promise<Conversation> {
  const { customer, userId, takeTapped } = context;
  const placing = Array.from({ length: 20 }, () => customer.placeOrder({ userId, amount: 1 }));
  const placed = new Set((await Promise.all(placing)).map(({ id }) => id));
  const heard = new Map<string, WireMessage>();
  return eventually(async () => {
    for (const message of await takeTapped()) heard.set(message.body, message);
    const all = [...heard.values()];
    const ours = all.filter((message) => placed.has(subjectOf(message)));
    if (ours.length < 2 * placed.size) throw new Error('not all orders have a result');
    return { all, ours };
  });
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

const holdingLimitMs = 2_000;
/** RabbitMQ closes the channel; from 4.3 it cancels the consumer. */
const takenBack = /delivery acknowledgement on channel \d+ timed out|cancelled by the broker/;

const DELETE_INBOX = 'delete from inbox_messages where id = any($1::uuid[])';

export const deliveries: readonly FaultCase[] = [
  {
    name: 'duplicates',
    fault: 'every message delivered 2 to 5 times, to concurrent consumers',
    times: 3,
    async inject(context) {
      const replicas = await Promise.all([
        context.shop.addReplica('orders'),
        context.shop.addReplica('payments'),
      ]);
      try {
        const { all } = await takeConversation(context);
        await sendCopies(context, all);
      } finally {
        await Promise.all(replicas.map((replica) => stopCleanly(replica, context)));
        await Promise.all(replicas.map((replica) => replica.close()));
      }
    },
  },
  {
    name: 'disguise',
    fault: 'events repeated under the message IDs of the previous version',
    times: 3,
    async inject(context) {
      const { ours } = await takeConversation(context);
      await sendCopies(context, ours.map(asOfPreviousVersion));
    },
  },
  {
    name: 'inbox-cleaned',
    fault: 'inbox rows deleted, then the messages delivered again',
    times: 2,
    async inject(context) {
      const { shop } = context;
      const { ours } = await takeConversation(context);
      const ids = [...new Set(ours.map(({ id }) => id))];
      await shop.paymentsDb.query(DELETE_INBOX, [ids]);
      await shop.ordersDb.query(DELETE_INBOX, [ids]);
      await sendCopies(context, ours);
      await untilAnsweredAgain(context, ours);
    },
  },
  {
    name: 'consumer-timeout',
    fault: 'messages unacknowledged for longer than consumer_timeout',
    times: 1,
    onlyOn: 'rabbitmq',
    inject: holdTooLong,
  },
  {
    name: 'purge',
    fault: 'all queues purged',
    times: 3,
    restWithinMs: 120_000,
    async inject({ shop, customer, userId }) {
      const { wire } = shop.broker;
      shop.payments.freeze(); // The purged queue then contains messages.
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

/** Checks that the first result of each order is sent again, even after the inbox rows were deleted. */
async function untilAnsweredAgain(
  { takeTapped }: FaultContext,
  messages: readonly WireMessage[],
): Promise<void> {
  const waiting = new Set(
    messages.filter((message) => queueOf(message) === queues.orders).map(subjectOf),
  );
  await eventually(async () => {
    for (const message of await takeTapped()) {
      if (queueOf(message) === queues.results) waiting.delete(subjectOf(message));
    }
    if (waiting.size > 0) throw new Error(`${waiting.size} orders have no second result`);
  });
}

/** Without its database, payments-service keeps messages unacknowledged until the broker requeues them. */
async function holdTooLong(context: FaultContext): Promise<void> {
  const { shop } = context;
  const { ours } = await takeConversation(context);
  const endLimit = await shop.broker.limitHolding?.(holdingLimitMs);
  await shop.untilReady();
  await shop.postgres.stop('fast');
  try {
    await sendCopies(context, ours);
    await eventually(() => {
      const isTakenBack = shop.payments.log().some((line) => takenBack.test(JSON.stringify(line)));
      if (!isTakenBack) throw new Error('the broker has not requeued a message');
    });
  } finally {
    await shop.postgres.start();
    await endLimit?.();
  }
  await shop.untilReady();
}
