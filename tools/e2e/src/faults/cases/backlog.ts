import { readFileSync } from 'node:fs';
import { queues } from '../../bus/broker';
import { eventually } from '../../eventually';
import type { FaultCase, FaultContext } from '../fault-case';
import { stopCleanly } from '../stop-cleanly';

const backlogSize = 5_000;
/** Of a service that works through a backlog; at rest it is under half of that. */
const residentMaxMb = 300;
/** Requests that are under way at once while the backlog is made. */
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

/** Of a process on Linux; undefined elsewhere, or when it is gone. */
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
    fault: `a backlog of ${backlogSize} orders with payments away`,
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
          if (depth > 0) throw new Error(`${depth} messages are left of the backlog`);
        },
        { withinMs: 120_000 },
      );
      for (const { name, pid } of shop.services) {
        const peakMb = residentMb(pid) ?? 0;
        if (peakMb > residentMaxMb) report('alive', `${name} took up to ${peakMb} MB`);
      }
    },
  },
];
