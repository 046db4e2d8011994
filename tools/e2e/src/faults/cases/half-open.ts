import { eventually } from '../../eventually';
import type { FaultCase, FaultContext } from '../fault-case';

/** Two missed heartbeats of 5 s are detected at the third; plus a margin for a busy machine. */
const noticedWithinMs = 3 * 5_000 + 2_000;
/** The gateway's own timeout, plus a margin. */
const answeredWithinMs = 12_000 + 2_000;

async function untilNoticed(
  { shop, report }: FaultContext,
  check: 'bus' | 'database',
): Promise<void> {
  const frozenAt = performance.now();
  await eventually(
    async () => {
      for (const { client, name } of [shop.orders, shop.payments]) {
        const { body } = await client.readiness();
        if (body.checks[check] !== 'down')
          throw new Error(`${name} still reports ${check} as available`);
      }
    },
    { withinMs: 60_000 },
  );
  const noticedMs = Math.round(performance.now() - frozenAt);
  if (noticedMs > noticedWithinMs) {
    report('alive', `a dead line to the ${check} was noticed only after ${noticedMs} ms`);
  }
}

export const halfOpen: readonly FaultCase[] = [
  {
    name: 'half-open-broker',
    fault: 'half-open connections to the broker',
    layout: 'proxied',
    times: 1,
    async inject(context) {
      const { shop, customer, userId } = context;
      shop.lines.broker.freeze();
      try {
        await untilNoticed(context, 'bus');
        await customer.placeOrder({ userId, amount: 1 });
      } finally {
        shop.lines.broker.thaw();
      }
      await shop.untilReady();
    },
  },
  {
    name: 'half-open-database',
    fault: 'half-open connections to the databases',
    layout: 'proxied',
    times: 1,
    async inject(context) {
      const { shop, report } = context;
      shop.lines.database.freeze();
      try {
        await untilNoticed(context, 'database');
        const startedAt = performance.now();
        const { status } = await shop.client.postOrder({ userId: 'anybody', amount: 1 });
        const tookMs = Math.round(performance.now() - startedAt);
        if (status !== 503 && status !== 504) {
          report('answers', `with a dead line to the database, the answer is ${status}`);
        }
        if (tookMs > answeredWithinMs) report('answers', `that answer took ${tookMs} ms`);
      } finally {
        shop.lines.database.thaw();
      }
      await shop.untilReady();
    },
  },
  {
    name: 'half-open-upstream',
    fault: 'half-open connections from the gateway to orders',
    layout: 'proxied',
    times: 1,
    async inject({ shop, report }) {
      shop.lines.to('orders').freeze();
      try {
        const startedAt = performance.now();
        const { status } = await shop.client.postOrder({ userId: 'anybody', amount: 1 });
        const tookMs = Math.round(performance.now() - startedAt);
        if (status !== 504) report('answers', `a dead upstream is answered ${status}`);
        if (tookMs > answeredWithinMs) report('answers', `a 504 took ${tookMs} ms`);
      } finally {
        shop.lines.to('orders').thaw();
      }
      await shop.untilReady();
    },
  },
];
