import { findAccount } from '../db/accounts.repository';
import type { Database } from '../db/prisma';
import type { Account } from './account';
import { accountNotFound } from './account.errors';

/** @throws AccountError `account_not_found` */
export async function getAccount(database: Database, userId: string): Promise<Account> {
  const account = await findAccount(database, userId);
  if (!account) throw accountNotFound(userId);
  return account;
}
