import { createId } from '@online-shop/shared/ids/uuid-v7';
import { type LedgerEntryKind, ledgerEntryKinds } from '../../src/accounts/account';
import { balanceOf, openAccount } from '../support/accounts';
import { useDatabase } from '../support/database';
import { charge, orderToCharge } from '../support/orders';

const database = useDatabase();

/** An account with a deposit of 1000 and a payment of 300. */
async function openUsedAccount() {
  const account = await openAccount(database.client, { balance: 1_000 });
  const order = orderToCharge({ userId: account.userId, amount: 300 });
  await charge(database.client, order);
  return { ...account, orderId: order.orderId };
}

describe('paymentsdb rejects', () => {
  it('a balance below zero', async () => {
    const { userId } = await openUsedAccount();
    const where = { userId };
    const overdraw = database.client.account.update({ where, data: { balance: -1n } });
    await expect(overdraw).rejects.toThrow('accounts_balance_not_negative');
    await expect(
      database.client.$executeRaw`
        UPDATE accounts SET balance = balance - 701 WHERE user_id = ${userId}`,
    ).rejects.toThrow('accounts_balance_not_negative');
    expect(await balanceOf(database.client, userId)).toBe(700);
  });

  it('an update or a deletion of a ledger entry', async () => {
    const { orderId } = await openUsedAccount();
    const { ledgerEntry } = database.client;
    const where = { orderId };
    const refusal = 'the ledger is append-only';
    await expect(ledgerEntry.update({ where, data: { amount: -1n } })).rejects.toThrow(refusal);
    await expect(ledgerEntry.delete({ where })).rejects.toThrow(refusal);
    await expect(ledgerEntry.deleteMany()).rejects.toThrow(refusal);
    await expect(database.client.$executeRaw`TRUNCATE ledger_entries`).rejects.toThrow(refusal);
  });

  it('the deletion of an account with ledger entries', async () => {
    const { userId } = await openUsedAccount();
    const deleting = database.client.account.delete({ where: { userId } });
    await expect(deleting).rejects.toThrow('ledger_entries_account_id_fkey');
  });

  it('a second account of a user', async () => {
    const { userId, currency, createdAt, updatedAt } = await openUsedAccount();
    const data = { id: createId(), userId, currency, createdAt, updatedAt };
    await expect(database.client.account.create({ data })).rejects.toThrow('accounts_user_id_key');
  });

  const wrongEntries: [string, object, string][] = [
    ['a second charge of an order', { number: 3 }, 'ledger_entries_order_id_key'],
    [
      'two entries with the same number',
      { orderId: createId() },
      'ledger_entries_account_id_number_key',
    ],
    ['a payment with a positive amount', { amount: 1n }, 'ledger_entries_kind_matches'],
    ['a payment of zero', { amount: 0n }, 'ledger_entries_kind_matches'],
    ['a payment without an order', { orderId: null }, 'ledger_entries_kind_matches'],
    ['a deposit for an order', { kind: 'DEPOSIT', amount: 1n }, 'ledger_entries_kind_matches'],
    [
      'a deposit with a negative amount',
      { kind: 'DEPOSIT', orderId: null },
      'ledger_entries_kind_matches',
    ],
    ['an entry without an account', { accountId: createId() }, 'ledger_entries_account_id_fkey'],
  ];
  it.each(wrongEntries)('%s', async (_, wrong, constraint) => {
    const { orderId } = await openUsedAccount();
    const entry = await database.client.ledgerEntry.findUniqueOrThrow({ where: { orderId } });
    const fresh = constraint.endsWith('order_id_key') ? {} : { orderId: createId() };
    const data = { ...entry, id: createId(), ...fresh, ...wrong };
    await expect(database.client.ledgerEntry.create({ data })).rejects.toThrow(constraint);
  });

  it.each([
    { status: 'COMPLETED', reason: 'INSUFFICIENT_FUNDS' } as const,
    { status: 'FAILED', reason: null } as const,
  ])('a decision that contradicts itself: %j', async (decision) => {
    const data = { orderId: createId(), decidedAt: new Date(), ...decision };
    const deciding = database.client.payment.create({ data });
    await expect(deciding).rejects.toThrow('payments_reason_matches');
  });
});

describe('paymentsdb accepts', () => {
  const kinds = Object.entries(ledgerEntryKinds) as [
    LedgerEntryKind,
    (typeof ledgerEntryKinds)[LedgerEntryKind],
  ][];
  it.each(kinds)('a %s entry with the sign and the order of its kind', async (kind, facts) => {
    const { orderId } = await openUsedAccount();
    const entry = await database.client.ledgerEntry.findUniqueOrThrow({ where: { orderId } });
    const amount = BigInt(facts.sign);
    const own = { kind, amount, orderId: facts.hasOrder ? createId() : null };
    const data = { ...entry, id: createId(), number: 3, ...own };
    expect(await database.client.ledgerEntry.create({ data })).toMatchObject(own);
  });
});
