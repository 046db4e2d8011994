/**
 * The model check runs the real code of the shop on databases and a broker in memory, in random
 * interleavings, and checks the invariants after every step.
 *
 * Real: the use cases, their repositories with each SQL statement, inbox, outbox, relay, retention,
 * idempotency keys, batching, transactions with their retries, the consumers' handlers, recovery
 * tables and verdicts, and the topologies. Simulated: PostgreSQL (the effect of each statement, row
 * locks, unique keys, READ COMMITTED: simulated-database.ts) and the broker (simulated-broker.ts).
 * Any number of processes run concurrently. Each can be paused or killed between any two responses
 * of its database or the broker: between work and commit, commit and acknowledgement, publish and
 * confirm, confirm and mark.
 *
 * Not in the model: that PostgreSQL behaves like the model (mirror.test.ts and the services'
 * suites); that the engines keep the contract of the bus (shared/test/integration/bus); HTTP,
 * database outages, process lifecycles and real load (scenarios, `npm run faults`); time. Delays,
 * retention and re-driving may happen at once.
 *
 * MODEL_RUNS=10000 runs longer. MODEL_SEED=… repeats the same runs.
 */
import { findCounterexample } from './explore';

const runs = Number(process.env.MODEL_RUNS ?? 200);
const seed = process.env.MODEL_SEED === undefined ? {} : { seed: Number(process.env.MODEL_SEED) };

describe('the model of the shop', () => {
  it('keeps every promise if anything is duplicated, reordered, lost, killed or replayed', async () => {
    const found = await findCounterexample({ runs, ...seed });
    if (found) throw new Error(found.story);
  }, 600_000);
});
