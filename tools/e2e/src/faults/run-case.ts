import { eventually } from '../eventually';
import { checkAudit } from '../invariants/audit';
import { checkShop, settledWithinMs } from '../invariants/check-shop';
import { checkLedger } from '../invariants/ledger';
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
  /** Injects for this time, in milliseconds, and at least the number of times that the case states. */
  readonly durationMs: number;
}

/** The result of a case: one row of the report. */
export interface CaseResult {
  readonly name: string;
  readonly fault: string;
  readonly times: number;
  readonly accepted: number;
  readonly finished: number;
  readonly cancelled: number;
  readonly duplicates: number;
  /** The longest time from the end of a fault until an order placed at that moment has ended. */
  readonly recoveryMs: number;
  readonly violations: readonly Violation[];
}

let runs = 0;

/** Runs load and faults, then checks every invariant. Reports errors as violations; never rejects. */
export async function runCase(fault: FaultCase, options: RunOptions): Promise<CaseResult> {
  const { shop, seed } = options;
  const journal = createJournal();
  const violations: Violation[] = [];
  const wire = createListener(shop);
  runs += 1;
  const name = `${fault.name}-${runs}`;
  const context: FaultContext = {
    ...{ shop, journal, ...wire, userId: `${name}.case`, random: createRandom(seed) },
    customer: createCustomer({ client: shop.client, journal }),
    report: (invariant, detail) => void violations.push({ invariant, detail }),
  };
  const tally = { times: 0, recoveryMs: 0 };
  try {
    await prepare(fault, context);
    await disturb(fault, context, { ...options, name, tally });
    violations.push(...(await checkShop(shop, journal, fault.restWithinMs ?? settledWithinMs)));
    violations.push(...(await checkAudit(shop)));
    if (isTapped(fault)) {
      await wire.takeTapped();
      await shop.broker.wire.untap();
    }
    if (wire.duplicates() < (fault.duplicatesMin ?? 0)) {
      context.report('delivered', 'no duplicate was seen on the wire: the window was missed');
    }
  } catch (error) {
    context.report('kept', `the case failed: ${(error as Error).stack}`);
  }
  const ended = [...journal.ended.values()];
  return {
    ...{
      name: fault.name,
      fault: fault.fault,
      ...tally,
      duplicates: wire.duplicates(),
      violations,
    },
    accepted: journal.orders.size,
    finished: ended.filter((order) => order.status === 'FINISHED').length,
    cancelled: ended.filter((order) => order.status === 'CANCELLED').length,
  };
}

const isTapped = (fault: FaultCase) => fault.isTapped ?? true;

async function prepare(fault: FaultCase, { shop, customer, userId }: FaultContext): Promise<void> {
  await customer.openAccount({ userId });
  await customer.deposit({ userId, amount: 1_000_000_000 });
  if (isTapped(fault)) await shop.broker.wire.tap();
}

/** Counts the messages that are published more than once. */
function createListener({ broker: { wire } }: Shop) {
  const heard = new Set<string>();
  let duplicates = 0;
  return {
    async takeTapped() {
      const messages = await wire.takeTapped();
      for (const { body } of messages) {
        if (heard.has(body)) duplicates += 1;
        heard.add(body);
      }
      return messages;
    },
    countDuplicates(count: number) {
      duplicates += count;
    },
    duplicates: () => duplicates,
  };
}

interface Disturbance extends RunOptions {
  readonly name: string;
  readonly tally: { times: number; recoveryMs: number };
}

/** Injects the fault repeatedly while customers use the shop. */
async function disturb(
  fault: FaultCase,
  context: FaultContext,
  { seed, durationMs, name, tally }: Disturbance,
): Promise<void> {
  const { shop, journal, report } = context;
  const deadline = performance.now() + durationMs;
  const load = await startLoad({ client: shop.client, journal, random: createRandom(seed), name });
  try {
    while (tally.times < fault.times || performance.now() < deadline) {
      await fault.inject(context);
      tally.times += 1;
      const recoveryMs = await measureRecovery(context);
      tally.recoveryMs = Math.max(tally.recoveryMs, recoveryMs);
      if (recoveryMs > (fault.recoveredWithinMs ?? settledWithinMs)) {
        report('kept', `a new order ended only ${recoveryMs} ms after the fault`);
      }
      for (const { invariant, detail } of await checkLedger(shop.paymentsDb)) {
        report(invariant, detail);
      }
    }
  } finally {
    await load.stop();
  }
}

/** Measures how long an order takes that is placed directly after the end of the fault. */
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
