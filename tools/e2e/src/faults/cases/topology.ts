import { queues } from '../../bus/broker';
import { eventually } from '../../eventually';
import type { FaultCase, FaultContext } from '../fault-case';

const UNROUTED = `
  select count(*)::int as count from outbox_messages
  where published_at is null and last_error like 'no queue is bound%'`;

async function untilUnrouted({ shop }: FaultContext): Promise<void> {
  await eventually(async () => {
    const [row] = await shop.ordersDb.query<{ count: number }>(UNROUTED);
    if (!row || row.count < 5) throw new Error('fewer than five publishes were rejected');
  });
}

/** Places an order, and resolves when the order has ended. */
async function untilFinal({ customer, userId }: FaultContext): Promise<void> {
  const { id } = await customer.placeOrder({ userId, amount: 1 });
  await eventually(
    async () => {
      const order = await customer.look(id);
      if (!order || order.status === 'NEW') throw new Error(`order ${id} has not ended`);
    },
    { withinMs: 120_000 },
  );
}

export const topology: readonly FaultCase[] = [
  {
    name: 'binding-removed',
    fault: 'the binding of a queue removed while the shop runs',
    times: 2,
    isTapped: false, // The tap queue would make the message routable.
    async inject(context) {
      const { wire } = context.shop.broker;
      const binding = { queue: queues.orders, bindingKey: 'order.created' };
      await wire.unbind(binding);
      await untilUnrouted(context);
      await wire.bind(binding);
    },
  },
  {
    name: 'binding-lost',
    fault: 'the binding of a queue removed, and not restored by hand',
    times: 1,
    isTapped: false,
    async inject(context) {
      await context.shop.broker.wire.unbind({ queue: queues.orders, bindingKey: 'order.created' });
      await untilFinal(context);
    },
  },
  {
    name: 'exchange-removed',
    fault: 'the exchange deleted with its bindings',
    times: 1,
    isTapped: false,
    async inject(context) {
      await context.shop.broker.wire.removeExchange();
      await untilFinal(context);
    },
  },
  {
    name: 'queue-redeclared',
    fault: 'a queue redeclared with other arguments, then deleted',
    times: 1,
    isTapped: false,
    onlyOn: 'rabbitmq',
    restWithinMs: 120_000,
    async inject({ shop, userId, customer, report }) {
      const { wire } = shop.broker;
      await shop.payments.stop();
      await wire.remove(queues.orders);
      await wire.declareForeign(queues.orders);
      await shop.payments.start();
      await customer.placeOrder({ userId, amount: 1 });
      const { status } = await shop.client.readiness();
      if (status !== 503) report('answers', `readiness is ${status} with a queue it cannot use`);
      await wire.remove(queues.orders);
      await shop.untilReady();
    },
  },
  {
    name: 'queue-removed',
    fault: 'a queue deleted with its messages while the shop runs',
    times: 2,
    isTapped: false,
    onlyOn: 'rabbitmq',
    restWithinMs: 120_000,
    async inject({ shop }) {
      await shop.broker.wire.remove(queues.orders);
      await shop.untilReady();
    },
  },
];
