/**
 * The model check: the real code of the shop over databases and a broker in memory, in any
 * interleaving, and the invariants looked at after every step.
 *
 * Real are the use-cases, their repositories down to each SQL statement, inbox, outbox, relay,
 * retention, idempotency keys, batching, transactions with their retries, the consumers' handlers,
 * recovery tables and verdicts, and the topologies. In memory are PostgreSQL (what each statement
 * means, row locks, unique keys, READ COMMITTED: simulated-database.ts) and the broker
 * (simulated-broker.ts). Any number of processes are under way at once, and each can be left or
 * killed between any two answers of its database or the broker: so between work and commit, commit
 * and acknowledgement, publish and confirm, confirm and mark.
 *
 * Not in it, and shown elsewhere: that PostgreSQL does what the model says (mirror.test.ts, and the
 * services' suites), that the engines keep the bus's promises (shared/test/integration/bus), HTTP,
 * lost databases, process lives and real load (scenarios, `npm run faults`), and time: what has to
 * wait for a delay, a retention or a re-drive may happen at once.
 *
 * MODEL_RUNS=10000 looks longer; MODEL_SEED=… looks at the same runs again.
 */
import { findCounterexample } from './explore';

const runs = Number(process.env.MODEL_RUNS ?? 200);
const seed = process.env.MODEL_SEED === undefined ? {} : { seed: Number(process.env.MODEL_SEED) };

describe('the model of the shop', () => {
  it('keeps every promise, whatever is duplicated, reordered, lost, killed or replayed', async () => {
    const found = await findCounterexample({ runs, ...seed });
    if (found) throw new Error(found.story);
  }, 600_000);
});
