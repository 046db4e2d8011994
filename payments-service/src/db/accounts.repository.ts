import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { Account, LedgerEntry, LockedAccount, Movement } from '../accounts/account';
import type { Account as AccountRow, EntryKind, LedgerEntry as EntryRow } from './generated/client';
import type { Database, Transaction } from './prisma';

/** Inserts the account. Returns false if the user already has one. */
export async function insertAccount(tx: Transaction, account: Account): Promise<boolean> {
  const data = { ...account, balance: BigInt(account.balance) };
  // A unique violation would abort the transaction. Skipping the duplicate does not.
  const { count } = await tx.account.createMany({ data: [data], skipDuplicates: true });
  return count === 1;
}

export async function findAccount(database: Database, userId: string): Promise<Account | null> {
  const row = await database.account.findUnique({ where: { userId }, omit: { entryCount: true } });
  return row && { ...row, balance: Number(row.balance) };
}

/** Locks the accounts of the users in the order of their IDs, so that batches cannot deadlock. */
export async function lockAccountsOfUsers(
  tx: Transaction,
  userIds: readonly string[],
): Promise<LockedAccount[]> {
  const rows = await tx.$queryRaw<AccountRow[]>`
    SELECT id, user_id AS "userId", currency, balance, entry_count AS "entryCount",
      created_at AS "createdAt", updated_at AS "updatedAt"
    FROM accounts
    WHERE user_id = ANY (${userIds}::text[])
    ORDER BY id
    FOR UPDATE`;
  return rows.map((row) => ({ ...row, balance: Number(row.balance) }));
}

/**
 * Writes the movements of locked accounts in the given order: one ledger entry per movement and one
 * update per account.
 */
export async function recordMovements(
  tx: Transaction,
  movements: readonly Movement[],
  createdAt: Date,
): Promise<void> {
  const counts = new Map<string, number>();
  const entries = movements.map(({ account, ...movement }): LedgerEntry => {
    const number = (counts.get(account.id) ?? account.entryCount) + 1;
    counts.set(account.id, number);
    return { id: createId(), accountId: account.id, number, ...movement, createdAt };
  });
  await insertEntries(tx, entries);
}

/**
 * Appends ledger entries and sets each account to the balance of its last entry, in one statement,
 * so that ledger and balance cannot differ. The caller holds the account locks.
 */
async function insertEntries(tx: Transaction, entries: readonly LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const ids = entries.map((entry) => entry.id);
  const accountIds = entries.map((entry) => entry.accountId);
  const numbers = entries.map((entry) => entry.number);
  const kinds: EntryKind[] = entries.map((entry) => entry.kind);
  const amounts = entries.map((entry) => String(entry.amount));
  const balances = entries.map((entry) => String(entry.balanceAfter));
  const orderIds = entries.map((entry) => entry.orderId);
  const times = entries.map((entry) => entry.createdAt.toISOString());

  await tx.$executeRaw`
    WITH entry AS (
      INSERT INTO ledger_entries
        (id, account_id, number, kind, amount, balance_after, order_id, created_at)
      SELECT id, account_id, number, kind::entry_kind, amount, balance_after, order_id, created_at
      FROM unnest(${ids}::uuid[], ${accountIds}::uuid[], ${numbers}::int[], ${kinds}::text[],
        ${amounts}::bigint[], ${balances}::bigint[], ${orderIds}::uuid[], ${times}::timestamptz[])
        AS new (id, account_id, number, kind, amount, balance_after, order_id, created_at)
      RETURNING account_id, number, balance_after, created_at
    ), newest AS (
      SELECT DISTINCT ON (account_id) * FROM entry ORDER BY account_id, number DESC
    )
    UPDATE accounts
    SET balance = newest.balance_after,
        entry_count = newest.number,
        updated_at = newest.created_at
    FROM newest
    WHERE accounts.id = newest.account_id`;
}

/**
 * Returns the entries of an account, newest first, starting below the number `after` if it is
 * given.
 */
export async function findEntries(
  database: Database,
  query: { accountId: string; after?: number | undefined; limit: number },
): Promise<LedgerEntry[]> {
  const { accountId, after, limit } = query;
  const rows = await database.ledgerEntry.findMany({
    where: { accountId, ...(after === undefined ? {} : { number: { lt: after } }) },
    orderBy: { number: 'desc' },
    take: limit,
  });
  return rows.map(toEntry);
}

function toEntry(row: EntryRow): LedgerEntry {
  return { ...row, amount: Number(row.amount), balanceAfter: Number(row.balanceAfter) };
}
