import {
  type LedgerEntryKind,
  ledgerEntryKinds,
} from '@online-shop/payments-service/accounts/account';
import type { Findings } from '../findings';
import type { Snapshot } from '../snapshot';
import { findRows } from './find-rows';

type KindFacts = (typeof ledgerEntryKinds)[LedgerEntryKind];

/** The sum of the audit that the entries of each kind belong to. */
const sumOfKind = {
  DEPOSIT: 'deposits',
  PAYMENT: 'charges',
} satisfies Record<LedgerEntryKind, 'deposits' | 'charges'>;

const allKinds = Object.keys(ledgerEntryKinds) as LedgerEntryKind[];
const listOf = (kinds: readonly LedgerEntryKind[]) => kinds.map((kind) => `'${kind}'`).join(', ');
const kindsThat = (has: (facts: KindFacts) => boolean) =>
  listOf(allKinds.filter((kind) => has(ledgerEntryKinds[kind])));
const kindsIn = (sum: 'deposits' | 'charges') =>
  listOf(allKinds.filter((kind) => sumOfKind[kind] === sum));

/** Finds accounts that differ from the sum of their entries, and entries without an account. */
const balancesSql = `
  SELECT coalesce(account.id, account_id) AS account, user_id AS user, currency,
    balance, coalesce(sum, 0) AS "sumOfEntries",
    entry_count AS "entryCount", coalesce(count, 0) AS entries
  FROM accounts AS account
  FULL JOIN (
    SELECT account_id, sum(amount), count(*) FROM ledger_entries GROUP BY account_id
  ) AS entry ON entry.account_id = account.id
  WHERE balance IS DISTINCT FROM coalesce(sum, 0)
    OR entry_count IS DISTINCT FROM coalesce(count, 0)
    OR balance < 0
  ORDER BY 1`;

/**
 * Together with `balancesSql` this implies that the last entry's balance is the account's balance.
 */
const entriesSql = `
  SELECT account_id AS account, number, kind, amount, balance_after AS "balanceAfter",
    number_below AS "numberBelow", balance_below AS "balanceBelow", order_id AS order
  FROM (
    SELECT account_id, number, kind, amount, balance_after, order_id,
      lag(number, 1, 0) OVER below AS number_below,
      lag(balance_after, 1, 0::bigint) OVER below AS balance_below
    FROM ledger_entries
    WINDOW below AS (PARTITION BY account_id ORDER BY number)
  ) AS entry
  WHERE number <> number_below + 1
    OR balance_after <> balance_below + amount
    OR balance_after < 0
    OR (kind IN (${kindsThat(({ sign }) => sign > 0)})) <> (amount > 0)
    OR (kind IN (${kindsThat(({ hasOrder }) => hasOrder)})) <> (order_id IS NOT NULL)
  ORDER BY account_id, number`;

const moneySql = `
  SELECT currency, count(*) AS accounts, coalesce(sum(entries), 0)::bigint AS entries,
    coalesce(sum(deposits), 0) AS deposits, coalesce(sum(charges), 0) AS charges,
    sum(balance) AS balances
  FROM accounts AS account
  LEFT JOIN (
    SELECT account_id, count(*) AS entries,
      sum(amount) FILTER (WHERE kind IN (${kindsIn('deposits')})) AS deposits,
      -sum(amount) FILTER (WHERE kind IN (${kindsIn('charges')})) AS charges
    FROM ledger_entries GROUP BY account_id
  ) AS entry ON entry.account_id = account.id
  GROUP BY currency
  ORDER BY currency`;

/** All money of one currency, in minor units. Sums are strings, because they may exceed 2^53. */
export interface Money {
  readonly currency: string;
  readonly accounts: number;
  readonly entries: number;
  readonly deposits: string;
  readonly charges: string;
  readonly balances: string;
}

export interface LedgerAudit {
  readonly money: readonly Money[];
  readonly checks: Readonly<Record<'balances' | 'entries' | 'money', Findings>>;
}

/** Checks that ledger and balances agree. They agree in every snapshot of paymentsdb. */
export async function checkLedger(payments: Snapshot, maxRows: number): Promise<LedgerAudit> {
  const balances = await findRows(payments, balancesSql, maxRows);
  const entries = await findRows(payments, entriesSql, maxRows);
  const sums = await payments.query<Record<keyof Money, string>>(moneySql);
  const money = sums.map((sum): Money => {
    return { ...sum, accounts: Number(sum.accounts), entries: Number(sum.entries) };
  });
  const wrong = money.filter(({ deposits, charges, balances }) => {
    return BigInt(deposits) - BigInt(charges) !== BigInt(balances);
  });
  const rows = wrong.slice(0, maxRows).map((sum) => ({ ...sum }));
  return { money, checks: { balances, entries, money: { total: wrong.length, rows } } };
}
