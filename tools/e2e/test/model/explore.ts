/**
 * Searches for a run of steps that breaks a promise, and removes the steps that are not necessary.
 * The same seed finds the same run again.
 */
import fc from 'fast-check';
import type { Invariant } from '../../src/invariants/violation';
import { type Outcome, runSteps } from './run-steps';
import { runsOfSteps, type Step } from './steps';
import type { Weakening } from './weakening';

export interface Exploration {
  readonly weakening?: Weakening;
  readonly runs: number;
  readonly seed?: number;
  /** The invariants to check. Defaults to all. */
  readonly invariants?: readonly Invariant[];
}

export interface Counterexample {
  readonly invariant: Invariant;
  readonly steps: number;
  /** The steps as sentences, the events of each step, and the broken promise. */
  readonly story: string;
}

class BrokenPromise extends Error {}

export async function findCounterexample({
  weakening = {},
  runs,
  seed,
  invariants,
}: Exploration): Promise<Counterexample | undefined> {
  /** The last run that broke the promise. Message IDs are random, so a run may differ when repeated. */
  let broken: (Outcome & { readonly steps: number }) | undefined;
  async function isBroken(taken: readonly Step[]): Promise<boolean> {
    const { violations, shop } = await runSteps(weakening, taken);
    const meant = violations.filter(({ invariant }) => invariants?.includes(invariant) ?? true);
    if (meant.length > 0) broken = { violations: meant, shop, steps: taken.length };
    return meant.length > 0;
  }
  const property = fc.asyncProperty(runsOfSteps, async (taken) => {
    if (await isBroken(taken)) throw new BrokenPromise();
  });
  // Removing steps is sufficient shrinking and much faster than fast-check's own.
  const limits = { numRuns: runs, endOnFailure: true, ...(seed === undefined ? {} : { seed }) };
  const found = await fc.check(property, limits);
  if (!found.failed) return;
  // Any other error is a mistake in the model.
  if (!broken || !(found.errorInstance instanceof BrokenPromise)) throw found.errorInstance;
  const [first = []] = found.counterexample ?? [];
  await leaveOut(first, isBroken);
  return tell(found, broken);
}

/** Removes each step without which the promise is still broken. */
async function leaveOut(
  all: readonly Step[],
  isBroken: (taken: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let shortest = all;
  for (let at = all.length - 1; at >= 0; at -= 1) {
    const shorter = shortest.toSpliced(at, 1);
    if (await isBroken(shorter)) shortest = shorter;
  }
  return shortest.length < all.length ? leaveOut(shortest, isBroken) : shortest;
}

function tell(
  { seed, numRuns }: { readonly seed: number; readonly numRuns: number },
  { violations, shop, steps }: Outcome & { readonly steps: number },
): Counterexample {
  const [first] = violations;
  const story = [
    ...shop.trace,
    ...violations.map(({ invariant, detail }) => `broken: ${invariant}: ${detail}`),
    `to repeat: MODEL_SEED=${seed} MODEL_RUNS=${numRuns}`,
  ].join('\n');
  return { invariant: first?.invariant ?? 'alive', steps, story };
}
