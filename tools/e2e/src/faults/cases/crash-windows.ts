/** Crashes at exact points. A gate in the service's own database stops the service there. */
import type { FaultCase, FaultContext } from '../fault-case';
import { closeGate, type GatePlace } from '../gate';

type Side = 'orders' | 'payments';

async function dieAt(
  { shop, customer, userId }: FaultContext,
  { side, place }: { readonly side: Side; readonly place: GatePlace },
): Promise<void> {
  const gate = await closeGate(side === 'orders' ? shop.ordersDb : shop.paymentsDb, place);
  try {
    // The load usually reaches the window; this order reaches it without any load.
    const placing = customer.placeOrder({ userId, amount: 1 });
    placing.catch(() => {}); // Checked below.
    await gate.reached();
    await shop[side].kill();
    await gate.openForTheDead();
    await placing;
  } finally {
    await gate.remove();
  }
  await shop.untilReady();
}

/** A frozen service does not learn of the commit that it requested, so it acknowledges nothing. */
async function dieCommitted({ shop, customer, userId }: FaultContext, side: Side): Promise<void> {
  const gate = await closeGate(side === 'orders' ? shop.ordersDb : shop.paymentsDb, 'commit');
  try {
    const placing = customer.placeOrder({ userId, amount: 1 });
    placing.catch(() => {}); // Checked below.
    await gate.reached();
    shop[side].freeze();
    await gate.open();
    await gate.passed();
    await shop[side].kill();
    await placing;
  } finally {
    shop[side].thaw();
    await gate.remove();
  }
  await shop.untilReady();
}

const sides: readonly Side[] = ['orders', 'payments'];

export const crashWindows: readonly FaultCase[] = sides.flatMap((side) => [
  {
    name: `${side}-dies-confirmed`,
    fault: `${side} dies after the broker's confirm, before the outbox mark`,
    times: 3,
    inject: (context) => dieAt(context, { side, place: 'mark' }),
    duplicatesMin: 1,
  },
  {
    name: `${side}-dies-uncommitted`,
    fault: `${side} dies after its work, before the commit`,
    times: 3,
    inject: (context) => dieAt(context, { side, place: 'commit' }),
  },
  {
    name: `${side}-dies-committed`,
    fault: `${side} dies after the commit, before the ack`,
    times: 3,
    inject: (context) => dieCommitted(context, side),
    // A repeated order message gets a second result; a repeated result gets no response.
    ...(side === 'payments' ? { duplicatesMin: 1 } : {}),
  },
]);
