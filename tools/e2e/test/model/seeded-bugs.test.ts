import { type Invariant, invariants } from '../../src/invariants/violation';
import { findCounterexample } from './explore';
import type { Weakening } from './weakening';
import {
  acknowledgesFirst,
  combine,
  marksBeforeConfirm,
  neverRedrives,
  noDecisionOnRecord,
  noGuardOfEndedOrders,
  noIdempotencyRecords,
  noInboxOfOrders,
  noInboxOfResults,
  noLockOfAccounts,
  noTransactionForOutbox,
  noUniqueNumberInLedger,
  noUniqueOrderInLedger,
} from './weakenings';

/**
 * The checker finds every bug with this seed. If the steps change, another seed may be necessary.
 */
const seed = 3;
const runs = { toFind: 2_000, toHold: 100 };
/** MODEL_STORY=1 prints each counterexample, for the exercises in docs/exercises.md. */
const isPrinting = process.env.MODEL_STORY === '1';
/** Maximum length of a counterexample, so that a person can follow it. */
const maxSteps = 12;
/** A test takes about 1 s. The timeout allows for a busy machine. */
jest.setTimeout(120_000);

/** Tests the model checker: it must find the promise that a seeded bug breaks. */
describe('the model of a shop with a seeded bug', () => {
  const found = async (weakening: Weakening, invariant: Invariant) => {
    const counterexample = await findCounterexample({
      weakening,
      seed,
      runs: runs.toFind,
      invariants: [invariant],
    });
    if (isPrinting && counterexample) process.stdout.write(`\n${counterexample.story}\n`);
    return { invariant: counterexample?.invariant, isShort: isShort(counterexample?.steps) };
  };
  const isShort = (steps = Number.POSITIVE_INFINITY) => steps <= maxSteps;
  const isFound = (invariant: Invariant) => ({ invariant, isShort: true });
  const holds = (weakening: Weakening, looked = Object.keys(invariants) as Invariant[]) =>
    findCounterexample({ weakening, seed, runs: runs.toHold, invariants: looked });

  describe('charging', () => {
    it.each([
      ['the inbox', noInboxOfOrders],
      ['the unique order ID in the ledger', noUniqueOrderInLedger],
      [
        'the inbox and the unique order ID: the recorded decision remains',
        combine(noInboxOfOrders, noUniqueOrderInLedger),
      ],
    ])('keeps every promise without %s', async (_what, weakening) => {
      expect(await holds(weakening)).toBeUndefined();
    });

    it('charges no order twice without inbox and decision: the ledger rejects it', async () => {
      const weakening = combine(noInboxOfOrders, noDecisionOnRecord);
      expect(await holds(weakening, ['chargedOnce', 'ledger'])).toBeUndefined();
    });

    it('charges a declined order if decisions are not recorded', async () => {
      const counterexample = await found(noDecisionOnRecord, 'chargedMeansFinished');
      expect(counterexample).toEqual(isFound('chargedMeansFinished'));
    });

    it('charges an order twice without decision and unique order ID', async () => {
      const weakening = combine(noDecisionOnRecord, noUniqueOrderInLedger);
      expect(await found(weakening, 'chargedOnce')).toEqual(isFound('chargedOnce'));
    });

    it('keeps every promise without the account lock: entry numbers are unique', async () => {
      expect(await holds(noLockOfAccounts)).toBeUndefined();
    });

    it('loses money without the account lock and unique entry numbers', async () => {
      const weakening = combine(noLockOfAccounts, noUniqueNumberInLedger);
      expect(await found(weakening, 'ledger')).toEqual(isFound('ledger'));
    });
  });

  describe('settling', () => {
    it('keeps every promise without the inbox: a final order is not changed', async () => {
      expect(await holds(noInboxOfResults)).toBeUndefined();
    });

    it('changes a final order without the inbox and the guard of final orders', async () => {
      const weakening = combine(noInboxOfResults, noGuardOfEndedOrders);
      expect(await found(weakening, 'final')).toEqual(isFound('final'));
    });
  });

  describe('messages', () => {
    it('exist without their row if the outbox uses its own transaction', async () => {
      expect(await found(noTransactionForOutbox, 'atomic')).toEqual(isFound('atomic'));
    });

    it.each([
      ['acknowledged before the commit', acknowledgesFirst],
      ['marked before the confirm', marksBeforeConfirm],
    ])('are lost if they are %s', async (_when, weakening) => {
      expect(await found(weakening, 'delivered')).toEqual(isFound('delivered'));
    });

    it.each([
      ['acknowledged before the commit', acknowledgesFirst],
      ['marked before the confirm', marksBeforeConfirm],
    ])('%s are lost, but re-driving settles every order', async (_when, weakening) => {
      expect(await holds(weakening, ['kept', 'chargedMeansFinished'])).toBeUndefined();
    });

    it.each([
      ['acknowledged before the commit', acknowledgesFirst],
      ['marked before the confirm', marksBeforeConfirm],
    ])('%s are lost and leave an order NEW without re-driving', async (_when, lossy) => {
      expect(await found(combine(lossy, neverRedrives), 'kept')).toEqual(isFound('kept'));
    });
  });

  it('places two orders under one key without idempotency records', async () => {
    expect(await found(noIdempotencyRecords, 'onceAKey')).toEqual(isFound('onceAKey'));
  });
});
