import { eventually } from '../eventually';
import { checkBooks } from '../invariants/books';
import { checkShop, settledWithinMs } from '../invariants/check-shop';
import type { Violation } from '../invariants/violation';
import { createCustomer } from '../load/customer';
import { createJournal } from '../load/journal';
import { startLoad } from '../load/load';
import { createRandom } from '../random';
import type { Shop } from '../shop/shop';
import type { FaultCase, FaultContext } from './fault-case';

export interface RunOptions {
  readonly shop: Shop;
  readonly seed: number;
  /** Of earlier cases in the same shop. */
  readonly foreignMessageIds: Set<string>;
  /** Goes on injecting for so long, and at least as often as the case says. Milliseconds. */
  readonly durationMs: number;
}

/** What a case came to: a row of the report. */
export interface CaseResult {
  readonly name: string;
  readonly fault: string;
  readonly times: number;
  readonly accepted: number;
  readonly finished: number;
  readonly cancelled: number;
  readonly duplicates: number;
  /** Longest time from the end of a fault until an order placed then had ended. */
  readonly recoveryMs: number;
  readonly violations: readonly Violation[];
}

let runs = 0;

/** Load, faults, rest, and every invariant. */
export async function runCase(fault: FaultCase, options: RunOptions): Promise<CaseResult> {
  const { shop, seed, foreignMessageIds } = options;
  const { wire } = shop.broker;
  const journal = createJournal(foreignMessageIds);
  const found: Violation[] = [];
  const heard = new Set<string>();
  let duplicates = 0;
  runs += 1;
  const name = `${fault.name}-${runs}`;
  const customer = createCustomer({ client: shop.client, journal });
  const userId = `${name}.case`;
  await customer.openAccount({ userId });
  await customer.deposit({ userId, amount: 1_000_000_000 });

  const context: FaultContext = {
    ...{ shop, journal, customer, userId },
    random: createRandom(seed),
    report: (invariant, detail) => void found.push({ invariant, detail }),
    async takeTapped() {
      const messages = await wire.takeTapped();
      for (const { body } of messages) {
        if (heard.has(body)) duplicates += 1;
        heard.add(body);
      }
      return messages;
    },
    countDuplicates: (count) => {
      duplicates += count;
    },
  };
  const isTapped = fault.isTapped ?? true;
  if (isTapped) await wire.tap();
  const { times, recoveryMs } = await disturb(fault, context, { ...options, name });
  found.push(...(await checkShop(shop, journal, fault.restWithinMs ?? settledWithinMs)));
  if (isTapped) {
    await context.takeTapped();
    await wire.untap();
  }
  if (duplicates < (fault.duplicatesMin ?? 0)) {
    context.report('delivered', `no duplicate was seen on the wire: the window was missed`);
  }
  const ended = [...journal.ended.values()];
  return {
    ...{ name: fault.name, fault: fault.fault, times, recoveryMs, duplicates },
    accepted: journal.orders.size,
    finished: ended.filter((order) => order.status === 'FINISHED').length,
    cancelled: ended.filter((order) => order.status === 'CANCELLED').length,
    violations: found,
  };
}

/** Injects the fault again and again while customers use the shop. Never rejects. */
async function disturb(
  fault: FaultCase,
  context: FaultContext,
  { seed, durationMs, name }: RunOptions & { readonly name: string },
): Promise<{ readonly times: number; readonly recoveryMs: number }> {
  const { shop, journal, report } = context;
  const deadline = performance.now() + durationMs;
  let times = 0;
  let recoveryMs = 0;
  try {
    const load = await startLoad({
      client: shop.client,
      journal,
      random: createRandom(seed),
      name,
    });
    try {
      while (times < fault.times || performance.now() < deadline) {
        await fault.inject(context);
        times += 1;
        recoveryMs = Math.max(recoveryMs, await measureRecovery(context));
        for (const { invariant, detail } of await checkBooks(shop.paymentsDb)) {
          report(invariant, detail);
        }
      }
    } finally {
      await load.stop();
    }
  } catch (error) {
    report('kept', `the case did not run to its end: ${(error as Error).message}`);
  }
  return { times, recoveryMs };
}

/** How long an order takes that is placed at this moment, when the fault has just been healed. */
async function measureRecovery({ customer, userId }: FaultContext): Promise<number> {
  const startedAt = performance.now();
  const { id } = await customer.placeOrder({ userId, amount: 1 });
  await eventually(
    async () => {
      const order = await customer.look(id);
      if (!order || order.status === 'NEW') throw new Error(`order ${id} has not ended`);
    },
    { withinMs: 60_000 },
  );
  return Math.round(performance.now() - startedAt);
}
