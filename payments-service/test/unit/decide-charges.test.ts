import fc from 'fast-check';
import type { LockedAccount } from '../../src/accounts/account';
import { decideCharges, type OrderToCharge } from '../../src/accounts/decide-charges';

const users = ['ann', 'bob', 'cem'];
const currencies = ['RUB', 'USD'];

function accountOf(userId: string, balance: number, currency = 'RUB'): LockedAccount {
  const at = new Date(0);
  return {
    ...{ id: `account-${userId}`, userId, currency, balance },
    ...{ entryCount: 0, createdAt: at, updatedAt: at },
  };
}

const accountsArbitrary = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom(...users), fc.nat({ max: 500 }), fc.constantFrom(...currencies))
    .map(([userId, balance, currency]) => accountOf(userId, balance, currency)),
  { selector: (account) => account.userId },
);

const ordersArbitrary = fc
  .array(
    fc.record({
      userId: fc.constantFrom(...users, 'nobody'),
      amount: fc.integer({ min: 1, max: 300 }),
      currency: fc.constantFrom(...currencies),
    }),
  )
  .map((orders) => orders.map((order, i): OrderToCharge => ({ orderId: `order-${i}`, ...order })));

const cases = fc.tuple(accountsArbitrary, ordersArbitrary);

describe('decideCharges', () => {
  it('decides every order once, in the given order', () => {
    fc.assert(
      fc.property(cases, ([accounts, orders]) => {
        const decided = decideCharges(accounts, orders).map((decision) => decision.order);
        expect(decided).toEqual(orders);
      }),
    );
  });

  it('never makes a balance negative, and takes exactly the charged amounts', () => {
    fc.assert(
      fc.property(cases, ([accounts, orders]) => {
        const decisions = decideCharges(accounts, orders);
        for (const account of accounts) {
          const charged = decisions.flatMap((decision) =>
            decision.kind === 'charged' && decision.account.id === account.id ? [decision] : [],
          );
          let balance = account.balance;
          for (const { order, balanceAfter } of charged) {
            balance -= order.amount;
            expect(balanceAfter).toBe(balance);
            expect(balanceAfter).toBeGreaterThanOrEqual(0);
          }
        }
      }),
    );
  });

  it('charges only the user of the order, in the currency of the order', () => {
    fc.assert(
      fc.property(cases, ([accounts, orders]) => {
        for (const decision of decideCharges(accounts, orders)) {
          if (decision.kind !== 'charged') continue;
          expect(decision.account.userId).toBe(decision.order.userId);
          expect(decision.account.currency).toBe(decision.order.currency);
        }
      }),
    );
  });

  it('declines with the first applicable reason', () => {
    fc.assert(
      fc.property(cases, ([accounts, orders]) => {
        const left = new Map(accounts.map((account) => [account.userId, account.balance]));
        for (const decision of decideCharges(accounts, orders)) {
          const { order } = decision;
          const account = accounts.find((each) => each.userId === order.userId);
          const balance = left.get(order.userId) ?? 0;
          const expected = !account
            ? 'ACCOUNT_NOT_FOUND'
            : account.currency !== order.currency
              ? 'CURRENCY_MISMATCH'
              : balance < order.amount
                ? 'INSUFFICIENT_FUNDS'
                : null;
          expect(decision.kind === 'declined' ? decision.reason : null).toBe(expected);
          if (!expected) left.set(order.userId, balance - order.amount);
        }
      }),
    );
  });

  it('decides a batch like consecutive orders', () => {
    fc.assert(
      fc.property(cases, ([accounts, orders]) => {
        let current: LockedAccount[] = [...accounts];
        const oneByOne = orders.map((order) => {
          const [decision] = decideCharges(current, [order]);
          if (decision?.kind === 'charged') {
            const { account, balanceAfter } = decision;
            current = current.map((each) =>
              each.id === account.id ? { ...each, balance: balanceAfter } : each,
            );
          }
          return decision?.kind;
        });
        expect(decideCharges(accounts, orders).map((decision) => decision.kind)).toEqual(oneByOne);
      }),
    );
  });

  it('charges exactly 50 of 200 orders if the balance covers 50', () => {
    const orders = Array.from({ length: 200 }, (_, i) => ({
      ...{ orderId: `order-${i}`, userId: 'ann', amount: 10, currency: 'RUB' },
    }));
    const decisions = decideCharges([accountOf('ann', 500)], orders);
    expect(decisions.filter((decision) => decision.kind === 'charged')).toHaveLength(50);
    expect(decisions.slice(50).every((decision) => decision.kind === 'declined')).toBe(true);
  });

  it('charges a smaller order after it declined a larger one', () => {
    const orders = [500, 100].map((amount, i) => ({
      ...{ orderId: `order-${i}`, userId: 'ann', amount, currency: 'RUB' },
    }));
    const kinds = decideCharges([accountOf('ann', 100)], orders).map((decision) => decision.kind);
    expect(kinds).toEqual(['declined', 'charged']);
  });
});
