import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../eventually';
import type { FaultCase, FaultContext } from '../fault-case';

/** Checks both health routes while the broker is unavailable and orders are accepted. */
async function checkWithoutBroker({ shop, customer, userId, report }: FaultContext): Promise<void> {
  await eventually(async () => {
    const { body } = await shop.orders.client.readiness();
    if (body.checks.bus !== 'down') throw new Error('readiness still reports the bus as available');
  });
  const { status } = await shop.orders.client.liveness();
  if (status !== 200) report('alive', `without a broker, liveness answers ${status}`);
  await customer.placeOrder({ userId, amount: 1 });
}

async function checkWithoutDatabase({ shop, report }: FaultContext): Promise<void> {
  const { status, headers } = await shop.client.postOrder({ userId: 'anybody', amount: 1 });
  if (status !== 503 || !headers['retry-after']) {
    report('answers', `without a database, an order is answered ${status}`);
  }
  const live = await shop.orders.client.liveness();
  if (live.status !== 200) report('alive', `without a database, liveness answers ${live.status}`);
}

export const outages: readonly FaultCase[] = [
  {
    name: 'broker-stop',
    fault: 'broker stopped and started',
    times: 2,
    async inject(context) {
      const { shop } = context;
      await shop.broker.stop();
      await checkWithoutBroker(context);
      await shop.broker.start();
      await shop.untilReady();
    },
  },
  {
    name: 'broker-kill',
    fault: 'kill -9 of the broker',
    times: 2,
    async inject({ shop, random }) {
      await shop.broker.kill();
      await pause(random.integer(0, 2_000));
      await shop.broker.start();
      await shop.untilReady();
    },
  },
  {
    name: 'broker-memory',
    fault: 'broker short of memory: publishers are blocked',
    times: 2,
    onlyOn: 'rabbitmq',
    async inject(context) {
      const { shop } = context;
      const endShortage = await shop.broker.runShort?.();
      await checkWithoutBroker(context);
      await endShortage?.();
      await shop.untilReady();
    },
  },
  {
    name: 'broker-password',
    fault: "the password of the services' broker user changed and restored",
    times: 1,
    onlyOn: 'rabbitmq',
    async inject(context) {
      const { shop } = context;
      const restorePassword = await shop.broker.changePassword?.();
      await checkWithoutBroker(context);
      await restorePassword?.();
      await shop.untilReady();
    },
  },
  {
    name: 'database-stop',
    fault: 'PostgreSQL stopped (immediate) and started',
    times: 3,
    async inject(context) {
      const { shop } = context;
      await shop.postgres.stop('immediate');
      await checkWithoutDatabase(context);
      await shop.postgres.start();
      await shop.untilReady();
    },
  },
  {
    name: 'everything-stop',
    fault: 'broker, databases and all services killed at once',
    times: 1,
    async inject({ shop }) {
      await Promise.all([
        shop.broker.kill(),
        shop.postgres.stop('immediate'),
        ...shop.services.map((service) => service.kill()),
      ]);
      await Promise.all([shop.broker.start(), shop.postgres.start()]);
      await shop.untilReady();
    },
  },
];
