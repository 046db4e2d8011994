import type { LedgerEntry } from '@online-shop/payments-service/accounts/account';
import type { Payment } from '@online-shop/payments-service/accounts/payment';
import {
  nameOfRow,
  SimulatedDatabaseError,
  type SimulatedTransaction,
} from '../simulated-database';
import type { Tables } from '../tables';
import { messagingStatements } from './messaging-statements';
import { byText, type Statement, type Statements, unnest } from './statement';

export const paymentsStatements = {
  ...messagingStatements,
  insertAccount: { begins: 'INSERT INTO accounts', means: insertAccount },
  lockAccountsOfUsers: {
    begins: 'SELECT id, user_id AS "userId", currency',
    means: lockAccountsOfUsers,
  },
  findPayments: { begins: 'SELECT order_id AS "orderId", user_id', means: findPayments },
  insertPayments: { begins: 'INSERT INTO payments', means: insertPayments },
  insertEntries: { begins: 'WITH entry AS ( INSERT INTO ledger_entries', means: insertEntries },
} satisfies Statements;

function insertAccount(tx: SimulatedTransaction, { values }: Statement) {
  const [id, userId, currency, balance, createdAt, updatedAt] = values as never[];
  if (accountsOf(tx, [userId ?? '']).length > 0) return 0;
  tx.lock(`accounts_user_id_key ${userId}`);
  const account = { id, userId, currency, balance: Number(balance), createdAt, updatedAt };
  tx.put('accounts', String(id), { ...account, entryCount: 0 } as unknown as Tables['accounts']);
  return 1;
}

export function accountsOf(tx: SimulatedTransaction, userIds: readonly string[]) {
  return tx
    .rows('accounts')
    .filter((account) => userIds.includes(account.userId))
    .sort(byText((account) => account.id));
}

function lockAccountsOfUsers(tx: SimulatedTransaction, { values }: Statement) {
  const accounts = accountsOf(tx, values[0] as string[]);
  for (const { id } of accounts) tx.lock(nameOfRow('accounts', id));
  return accounts;
}

function findPayments(tx: SimulatedTransaction, { values }: Statement) {
  return (values[0] as string[]).flatMap((orderId) => tx.find('payments', orderId) ?? []);
}

function insertPayments(tx: SimulatedTransaction, statement: Statement) {
  const payments = unnest(statement)
    .map(({ order_id: orderId, user_id: userId, amount, decided_at: decidedAt, ...decided }) => {
      const times = { decidedAt: new Date(String(decidedAt)) };
      return { ...decided, orderId, userId, amount: Number(amount), ...times } as Payment;
    })
    .sort(byText((payment) => payment.orderId));
  const inserted: Payment[] = [];
  for (const payment of payments) {
    if (tx.keeps('payments_pkey')) {
      if (tx.find('payments', payment.orderId)) continue;
      tx.lock(nameOfRow('payments', payment.orderId));
    }
    inserted.push(payment);
  }
  for (const payment of inserted) tx.put('payments', payment.orderId, payment);
  return inserted.length;
}

function insertEntries(tx: SimulatedTransaction, statement: Statement) {
  const entries = unnest(statement).map(
    (row) =>
      ({
        id: row.id,
        accountId: row.account_id,
        number: row.number,
        kind: row.kind,
        amount: Number(row.amount),
        balanceAfter: Number(row.balance_after),
        orderId: row.order_id,
        createdAt: new Date(String(row.created_at)),
      }) as LedgerEntry,
  );
  const uniques = entries.flatMap(uniqueKeysOf).filter(({ constraint }) => tx.keeps(constraint));
  for (const { constraint, key } of uniques) tx.lock(`${constraint} ${key}`);
  const there = new Set(tx.rows('ledger_entries').flatMap(uniqueKeysOf).map(nameOf));
  for (const unique of uniques) {
    if (there.has(nameOf(unique))) throw new SimulatedDatabaseError('23505', unique.constraint);
    there.add(nameOf(unique));
  }
  const accounts = new Map(entries.map((entry) => [entry.accountId, entry]));
  for (const accountId of accounts.keys()) tx.lock(nameOfRow('accounts', accountId));
  for (const entry of entries) tx.put('ledger_entries', entry.id, entry);
  for (const [accountId, newest] of accounts) updateAccount(tx, accountId, newest);
  return accounts.size;
}

function updateAccount(tx: SimulatedTransaction, accountId: string, newest: LedgerEntry): void {
  const account = tx.find('accounts', accountId);
  if (!account) return;
  const { balanceAfter: balance, number: entryCount, createdAt: updatedAt } = newest;
  if (balance < 0 && tx.keeps('accounts_balance_not_negative')) {
    throw new SimulatedDatabaseError('23514', 'accounts_balance_not_negative');
  }
  tx.put('accounts', accountId, { ...account, balance, entryCount, updatedAt });
}

interface UniqueKey {
  readonly constraint: string;
  readonly key: string;
}

function uniqueKeysOf({ accountId, number, orderId }: LedgerEntry): UniqueKey[] {
  const place = {
    constraint: 'ledger_entries_account_id_number_key',
    key: `${accountId} ${number}`,
  };
  return orderId ? [place, { constraint: 'ledger_entries_order_id_key', key: orderId }] : [place];
}

function nameOf({ constraint, key }: UniqueKey): string {
  return `${constraint} ${key}`;
}
