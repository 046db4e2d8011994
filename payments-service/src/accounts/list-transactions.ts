import { type Page, type PageOfUser, takePage } from '@online-shop/shared/pagination/take-page';
import { findEntries } from '../db/accounts.repository';
import type { Database } from '../db/prisma';
import type { LedgerEntry } from './account';
import { getAccount } from './get-account';

export type TransactionPage = Page<LedgerEntry, number>;

/**
 * Returns one page of the ledger of an account, newest first. Entries are ordered by number.
 * Numbers are assigned under the row lock of the account, so their order is the order of the
 * balances, whatever the clocks say.
 * @throws AccountError `account_not_found`
 */
export async function listTransactions(
  database: Database,
  { userId, limit, after }: PageOfUser<number>,
): Promise<TransactionPage> {
  const account = await getAccount(database, userId);
  const found = await findEntries(database, { accountId: account.id, after, limit: limit + 1 });
  return takePage(found, { limit, positionOf: ({ number }) => number });
}
