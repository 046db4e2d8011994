import type { WireMessage } from '../bus/broker';
import { eventually } from '../eventually';
import type { FaultContext } from './fault-case';

/** Checks that the dead-letter queue finally contains exactly these messages with their reasons. */
export async function untilDead(
  { shop, report }: FaultContext,
  { queue, messages }: { readonly queue: string; readonly messages: readonly WireMessage[] },
): Promise<void> {
  const missing = new Set(messages.map(({ id }) => id));
  await eventually(
    async () => {
      for (const { id, reason } of await shop.broker.wire.takeDeadLetters(queue)) {
        if (!missing.delete(id))
          report('poison', `${id} is a dead letter and no poison: ${reason}`);
        if (reason === '') report('poison', `the dead letter ${id} has no reason`);
        if (reason.length > reasonMax) {
          report('poison', `the reason of ${id} has ${reason.length} characters`);
        }
      }
      if (missing.size > 0) throw new Error(`no dead letters yet: ${[...missing].join(', ')}`);
    },
    { withinMs: 90_000 },
  );
}

/** In characters. A reason that quotes the whole message would flood logs and headers. */
const reasonMax = 5_000;
