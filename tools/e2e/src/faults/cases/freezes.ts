/** Processes that are frozen and continue later, as on a suspended machine. */
import { setTimeout as pause } from 'node:timers/promises';
import { signalTree } from '../../shop/process-tree';
import type { FaultCase, FaultContext } from '../fault-case';
import { stopCleanly } from '../stop-cleanly';

/** Stops the processes and all their children, and continues them after a while. */
async function freeze(pids: readonly (number | undefined)[], forMs: number): Promise<void> {
  const known = pids.filter((pid) => pid !== undefined);
  for (const pid of known) signalTree(pid, 'SIGSTOP');
  try {
    await pause(forMs);
  } finally {
    for (const pid of known) signalTree(pid, 'SIGCONT');
  }
}

/** The other replica takes over the messages of the frozen replica, which then continues. */
async function freezeReplica(context: FaultContext, name: 'orders' | 'payments'): Promise<void> {
  const { shop, report } = context;
  const replica = await shop.addReplica(name);
  try {
    const frozen = freeze([shop[name].pid], 20_000);
    const { status, body } = await shop.client.readiness();
    if (status !== 503 || body.checks[name] !== 'down') {
      report('answers', `readiness is ${status} ${JSON.stringify(body)} with ${name} frozen`);
    }
    await frozen;
    await shop.untilReady();
  } finally {
    await stopCleanly(replica, context);
    await replica.close();
  }
}

export const freezes: readonly FaultCase[] = [
  {
    name: 'broker-frozen',
    fault: 'the broker frozen for 15 s',
    times: 1,
    async inject({ shop, customer, userId }) {
      const frozen = freeze([shop.broker.pid], 15_000);
      await customer.placeOrder({ userId, amount: 1 });
      await frozen;
      await shop.untilReady();
    },
  },
  ...(['orders', 'payments'] as const).map(
    (name): FaultCase => ({
      name: `${name}-frozen`,
      fault: `${name} frozen for 20 s while a second replica runs`,
      times: 1,
      inject: (context) => freezeReplica(context, name),
    }),
  ),
  {
    name: 'everything-frozen',
    fault: 'services, broker and databases frozen for 65 s',
    times: 1,
    async inject({ shop }) {
      const { services, broker, postgres } = shop;
      await freeze([...services.map(({ pid }) => pid), broker.pid, postgres.pid], 65_000);
      await shop.untilReady();
    },
  },
];
