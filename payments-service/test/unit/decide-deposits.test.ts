import type {
  IdempotencyKey,
  KeyOutcome,
  KnownAnswers,
} from '@online-shop/shared/idempotency/idempotency-key';
import fc from 'fast-check';
import { type Account, type LockedAccount, maxBalance } from '../../src/accounts/account';
import { type Deposit, decideDeposits } from '../../src/accounts/decide-deposits';

const users = ['ann', 'bob', 'cem'];
const decidedAt = new Date(1_000);

function accountOf(userId: string, balance: number): LockedAccount {
  const at = new Date(0);
  return {
    ...{ id: `account-${userId}`, userId, currency: 'RUB', balance },
    ...{ entryCount: 7, createdAt: at, updatedAt: at },
  };
}

/** No earlier responses. */
function createAnswers(): KnownAnswers<Account> {
  const kept = new Map<string, { requestHash: string; answer: Account }>();
  return {
    outcomeOf({ userId, key, requestHash }): KeyOutcome<Account> {
      const known = kept.get(`${userId} ${key}`);
      if (!known) return { kind: 'first' };
      return known.requestHash === requestHash
        ? { kind: 'replay', answer: known.answer }
        : { kind: 'mismatch' };
    },
    keep({ userId, key, requestHash }, answer) {
      kept.set(`${userId} ${key}`, { requestHash, answer });
    },
  };
}

function keyOf(key: string, { userId, amount }: Deposit): IdempotencyKey {
  return { userId, path: '/deposit', key, requestHash: String(amount) };
}

const accountsArbitrary = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom(...users), fc.constantFrom(0, 5, maxBalance - 100, maxBalance))
    .map(([userId, balance]) => accountOf(userId, balance)),
  { selector: (account) => account.userId },
);

const depositsArbitrary = fc.array(
  fc
    .record({
      userId: fc.constantFrom(...users, 'nobody'),
      amount: fc.integer({ min: 1, max: 60 }),
      key: fc.option(fc.constantFrom('k1', 'k2'), { nil: undefined }),
    })
    .map(
      ({ key, ...deposit }): Deposit =>
        key ? { ...deposit, idempotency: keyOf(key, deposit) } : deposit,
    ),
);

const cases = fc.tuple(accountsArbitrary, depositsArbitrary);

describe('decideDeposits', () => {
  it('adds each deposit to the previous balance, up to the maximum balance', () => {
    fc.assert(
      fc.property(cases, ([accounts, deposits]) => {
        const balances = new Map(accounts.map(({ userId, balance }) => [userId, balance]));
        const facts = { accounts, answers: createAnswers(), decidedAt };
        for (const decision of decideDeposits(deposits, facts)) {
          if (decision.kind !== 'deposited') continue;
          const { userId, amount } = decision.deposit;
          const balance = (balances.get(userId) as number) + amount;
          balances.set(userId, balance);
          expect(decision.account).toMatchObject({ userId, balance, updatedAt: decidedAt });
          expect(balance).toBeLessThanOrEqual(maxBalance);
        }
      }),
    );
  });

  it('rejects with the first applicable reason', () => {
    fc.assert(
      fc.property(cases, ([accounts, deposits]) => {
        const balances = new Map(accounts.map(({ userId, balance }) => [userId, balance]));
        const used = createAnswers();
        const decisions = decideDeposits(deposits, {
          accounts,
          answers: createAnswers(),
          decidedAt,
        });
        const expected = deposits.map(({ userId, amount, idempotency }) => {
          const balance = balances.get(userId);
          if (balance === undefined) return 'account_not_found';
          const known = idempotency && used.outcomeOf(idempotency).kind;
          if (known === 'mismatch') return 'idempotency_key_reused';
          if (known === 'replay') return 'replayed';
          if (balance + amount > maxBalance) return 'balance_limit_exceeded';
          balances.set(userId, balance + amount);
          if (idempotency) used.keep(idempotency, accountOf(userId, 0));
          return 'deposited';
        });
        const outcomes = decisions.map((each) =>
          each.kind === 'refused' ? each.error.code : each.kind,
        );
        expect(outcomes).toEqual(expected);
      }),
    );
  });

  it('returns the first response for a repeated key', () => {
    const deposit = { userId: 'ann', amount: 10 };
    const keyed = { ...deposit, idempotency: keyOf('k', deposit) };
    const facts = { accounts: [accountOf('ann', 0)], answers: createAnswers(), decidedAt };
    const decisions = decideDeposits([keyed, deposit, keyed], facts);
    expect(decisions).toMatchObject([
      { kind: 'deposited', account: { balance: 10 } },
      { kind: 'deposited', account: { balance: 20 } },
      { kind: 'replayed', account: { balance: 10 } },
    ]);
  });
});
