import { readFileSync } from 'node:fs';
import { queues } from '../../bus/broker';
import { eventually } from '../../eventually';
import type { FaultCase, FaultContext } from '../fault-case';
import { stopCleanly } from '../stop-cleanly';

const backlogSize = 5_000;
/** The maximum for a service that processes a backlog. An idle service uses less than half. */
const residentMaxMb = 300;
/** The number of concurrent requests that create the backlog. */
const concurrency = 50;

async function placeMany({ customer, userId }: FaultContext): Promise<void> {
  let left = backlogSize;
  async function placeSome(): Promise<void> {
    while (left > 0) {
      left -= 1;
      await customer.placeOrder({ userId, amount: 1 });
    }
  }
  await Promise.all(Array.from({ length: concurrency }, placeSome));
}

/** The peak memory of a process. Undefined if it has ended, and on systems other than Linux. */
function residentMb(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(status) ?? [];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}

export const backlog: readonly FaultCase[] = [
  {
    name: 'backlog',
    fault: `a backlog of ${backlogSize} orders while payments is stopped`,
    times: 1,
    restWithinMs: 120_000,
    async inject(context) {
      const { shop, report } = context;
      await stopCleanly(shop.payments, context);
      await placeMany(context);
      await shop.payments.start();
      await shop.untilReady();
      await eventually(
        async () => {
          const depth = await shop.broker.wire.depth(queues.orders);
          if (depth > 0) throw new Error(`the backlog still has ${depth} messages`);
        },
        { withinMs: 120_000 },
      );
      for (const { name, pid } of shop.services) {
        const peakMb = residentMb(pid) ?? 0;
        if (peakMb > residentMaxMb) report('alive', `${name} used up to ${peakMb} MB`);
      }
    },
  },
];
