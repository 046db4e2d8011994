import type { IdempotencyKey } from '@online-shop/shared/idempotency/idempotency-key';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import { maxBalance } from '../../src/accounts/account';
import type { Deposit } from '../../src/accounts/decide-deposits';
import { depositMoney } from '../../src/accounts/deposit-money';
import { balanceOf, expectSoundLedger, openAccount } from '../support/accounts';
import { useDatabase } from '../support/database';

const database = useDatabase();

afterEach(() => expectSoundLedger(database.client));

/**
 * Runs the deposits in one transaction. Returns per deposit the balance, `replayed` with the
 * balance, or an error code.
 */
async function depositTogether(...deposits: readonly Deposit[]) {
  const answers = await database.client.$transaction((tx) => depositMoney(tx, deposits));
  return answers.map((answer) => {
    if (answer instanceof Error) return answer.code;
    const { balance } = answer.account;
    return answer.isReplayed ? `replayed ${balance}` : balance;
  });
}

function withKey(deposit: Deposit, key: string): Deposit {
  const { userId, amount } = deposit;
  const idempotency: IdempotencyKey = { userId, path: '/d', key, requestHash: String(amount) };
  return { ...deposit, idempotency };
}

describe('deposits of one transaction', () => {
  it('return the balance after each deposit, and are numbered in order', async () => {
    const ann = await openAccount(database.client, { balance: 100 });
    const bob = await openAccount(database.client);
    const answers = await depositTogether(
      { userId: ann.userId, amount: 1 },
      { userId: bob.userId, amount: 2 },
      { userId: ann.userId, amount: 3 },
    );
    expect(answers).toEqual([101, 2, 104]);
    const entries = await database.client.ledgerEntry.findMany({
      where: { accountId: ann.id },
      orderBy: { number: 'asc' },
      select: { number: true, kind: true, amount: true, balanceAfter: true, orderId: true },
    });
    const deposit = { kind: 'DEPOSIT', orderId: null };
    expect(entries).toEqual([
      { ...deposit, number: 1, amount: 100n, balanceAfter: 100n },
      { ...deposit, number: 2, amount: 1n, balanceAfter: 101n },
      { ...deposit, number: 3, amount: 3n, balanceAfter: 104n },
    ]);
  });

  it('fail individually and do not use up their keys', async () => {
    const { userId } = await openAccount(database.client);
    const rich = await openAccount(database.client, { balance: maxBalance });
    const unknownUser = createId();
    const answers = await depositTogether(
      { userId, amount: 5 },
      withKey({ userId: unknownUser, amount: 5 }, 'k'),
      withKey({ userId: rich.userId, amount: 1 }, 'k'),
      { userId, amount: 6 },
    );
    expect(answers).toEqual([5, 'account_not_found', 'balance_limit_exceeded', 11]);
    expect(await database.client.idempotencyRecord.count({ where: { key: 'k' } })).toBe(0);
    expect(await balanceOf(database.client, rich.userId)).toBe(maxBalance);
  });

  it('take effect once per key, also within one transaction', async () => {
    const { userId } = await openAccount(database.client);
    const old = withKey({ userId, amount: 10 }, 'old');
    const fresh = withKey({ userId, amount: 1 }, 'fresh');
    expect(await depositTogether(old)).toEqual([10]);
    const answers = await depositTogether(
      ...[fresh, old, fresh, withKey({ userId, amount: 2 }, 'fresh')],
      ...[withKey({ userId, amount: 11 }, 'old'), { userId, amount: 100 }],
    );
    const reused = 'idempotency_key_reused';
    expect(answers).toEqual([11, 'replayed 10', 'replayed 11', reused, reused, 111]);
    expect(await balanceOf(database.client, userId)).toBe(111);
    expect(await depositTogether(fresh, old)).toEqual(['replayed 11', 'replayed 10']);
  });

  it('are all rolled back if one deposit cannot be inserted', async () => {
    const { client } = database;
    const { userId } = await openAccount(client);
    await client.$executeRaw`
      ALTER TABLE ledger_entries ADD CONSTRAINT refused_by_test CHECK (amount <> 13) NOT VALID`;
    const deposits = [withKey({ userId, amount: 1 }, 'gone'), { userId, amount: 13 }];
    await expect(depositTogether(...deposits)).rejects.toThrow();
    await client.$executeRaw`ALTER TABLE ledger_entries DROP CONSTRAINT refused_by_test`;
    expect(await balanceOf(client, userId)).toBe(0);
    expect(await depositTogether(...deposits)).toEqual([1, 14]);
  });
});
