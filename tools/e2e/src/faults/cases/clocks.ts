/** The clocks of services and database differ, and a clock is set back. */
import type { FaultCase, FaultContext } from '../fault-case';
import { stopCleanly } from '../stop-cleanly';

const hourMs = 3_600_000;
const tenMinutesMs = 600_000;

/** Node.js arguments that shift a process's clock; at SIGUSR2 it jumps back by ten minutes. */
function shiftClock(shiftMs: number): readonly string[] {
  const program = `
    let shift = ${shiftMs};
    const trueNow = Date.now;
    const TrueDate = Date;
    globalThis.Date = class Date extends TrueDate {
      constructor(...args) {
        if (args.length === 0) super(trueNow() + shift);
        else super(...args);
      }
      static now() { return trueNow() + shift; }
    };
    process.on('SIGUSR2', () => { shift -= ${tenMinutesMs}; });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(program)}`];
}

async function checkInstants({ shop, customer, userId, report }: FaultContext): Promise<void> {
  const placed = await customer.placeOrder({ userId, amount: 1 });
  const read = await shop.client.getOrder(placed.id);
  if (read.createdAt !== placed.createdAt) {
    report('answers', `order ${read.id} was created at ${placed.createdAt}, now ${read.createdAt}`);
  }
}

async function setClocks(context: FaultContext, shiftMs: number): Promise<void> {
  const { orders, payments, untilReady } = context.shop;
  for (const [service, shift] of [
    [orders, shiftMs],
    [payments, -shiftMs],
  ] as const) {
    await stopCleanly(service, context);
    await service.start(shift === 0 ? [] : shiftClock(shift));
  }
  await untilReady();
}

export const clocks: readonly FaultCase[] = [
  {
    name: 'clocks-apart',
    fault: 'clocks an hour ahead of and behind the database, then set back 10 min',
    times: 1,
    async inject(context) {
      const { orders, payments } = context.shop;
      await setClocks(context, hourMs);
      await checkInstants(context);
      for (const { pid } of [orders, payments]) process.kill(pid as number, 'SIGUSR2');
      await checkInstants(context);
      await setClocks(context, 0);
    },
  },
];
