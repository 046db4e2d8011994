import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { Account } from '../../src/accounts/account';
import { createAccount } from '../../src/accounts/create-account';
import { depositMoney } from '../../src/accounts/deposit-money';
import type { Database } from '../../src/db/prisma';

interface AccountFacts {
  readonly userId?: string;
  readonly currency?: string;
  readonly balance?: number;
}

/** Creates an account for a new user, with a balance if the test sets one. */
export async function openAccount(client: Database, facts: AccountFacts = {}): Promise<Account> {
  const { userId = createId(), currency = 'RUB', balance = 0 } = facts;
  const opened = await client.$transaction((tx) => createAccount(tx, { userId, currency }));
  if (balance === 0) return opened.account;
  return deposit(client, { userId, amount: balance });
}

export async function deposit(
  client: Database,
  command: { readonly userId: string; readonly amount: number },
): Promise<Account> {
  const [answer] = await client.$transaction((tx) => depositMoney(tx, [command]));
  if (!answer || answer instanceof Error) throw answer;
  return answer.account;
}

export async function balanceOf(client: Database, userId: string): Promise<number> {
  const { balance } = await client.account.findUniqueOrThrow({ where: { userId } });
  return Number(balance);
}

/**
 * Fails unless every balance equals its ledger, entry by entry, and every payment has its entry.
 */
export async function expectSoundLedger(client: Database): Promise<void> {
  const accounts = await client.account.findMany({
    include: { entries: { orderBy: { number: 'asc' } } },
  });
  for (const { entries, balance, entryCount } of accounts) {
    let sum = 0n;
    for (const [i, entry] of entries.entries()) {
      sum += entry.amount;
      expect(entry).toMatchObject({ number: i + 1, balanceAfter: sum });
      expect(sum).toBeGreaterThanOrEqual(0n);
    }
    expect({ balance, entryCount }).toEqual({ balance: sum, entryCount: entries.length });
  }
  const charged = accounts.flatMap(({ entries }) =>
    entries.flatMap(({ orderId }) => orderId ?? []),
  );
  const paid = await client.payment.findMany({ where: { status: 'COMPLETED' } });
  expect(charged.toSorted()).toEqual(paid.map(({ orderId }) => orderId).toSorted());
}
