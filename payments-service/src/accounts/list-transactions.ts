import { findEntries } from '../db/accounts.repository';
import type { Database } from '../db/prisma';
import type { LedgerEntry } from './account';
import { getAccount } from './get-account';

export interface ListTransactions {
  readonly userId: string;
  readonly limit: number;
  /** The number of the last entry of the page before; the newest comes first without it. */
  readonly after?: number | undefined;
}

export interface TransactionPage {
  readonly items: readonly LedgerEntry[];
  /** Where the next page goes on; null on the last one. */
  readonly next: number | null;
}

/**
 * One page of an account's ledger, newest first: by entry number, which follows the row lock and so
 * the balance, whatever the clocks say.
 * @throws AccountError `account_not_found`
 */
export async function listTransactions(
  database: Database,
  { userId, limit, after }: ListTransactions,
): Promise<TransactionPage> {
  const account = await getAccount(database, userId);
  const found = await findEntries(database, { accountId: account.id, after, limit: limit + 1 });
  const items = found.slice(0, limit);
  const hasMore = found.length > items.length;
  return { items, next: hasMore ? (items.at(-1)?.number ?? null) : null };
}
