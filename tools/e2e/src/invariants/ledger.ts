import type { Queryable } from '../shop/databases';
import type { Invariant, Violation } from './violation';

/** One statement reads one snapshot, so the check holds at any moment, even under load. */
const ledgerSql = `
  WITH entries AS (
    SELECT account_id, number, amount, balance_after, order_id,
      coalesce(lag(balance_after) OVER account, 0) AS balance_before,
      row_number() OVER account AS place
    FROM ledger_entries
    WINDOW account AS (PARTITION BY account_id ORDER BY number)
  ), totals AS (
    SELECT account_id, sum(amount) AS sum, count(*) AS count FROM entries GROUP BY account_id
  )
  SELECT 'ledger' AS invariant,
    format('account of %s has %s in %s entries; the ledger has %s in %s',
      user_id, balance, entry_count, coalesce(sum, 0), coalesce(count, 0)) AS detail
  FROM accounts LEFT JOIN totals ON account_id = id
  WHERE balance <> coalesce(sum, 0) OR entry_count <> coalesce(count, 0)
  UNION ALL
  SELECT 'ledger', format('entry %s of account %s: %s and %s is not %s',
    number, account_id, balance_before, amount, balance_after)
  FROM entries WHERE balance_after <> balance_before + amount OR number <> place
  UNION ALL
  SELECT 'neverOverdrawn', format('account of %s has %s', user_id, balance)
  FROM accounts WHERE balance < 0
  UNION ALL
  SELECT 'neverOverdrawn', format('entry %s of account %s leaves %s', number, account_id, balance_after)
  FROM entries WHERE balance_after < 0
  UNION ALL
  SELECT 'chargedOnce', format('order %s was charged %s times', order_id, count(*))
  FROM entries WHERE order_id IS NOT NULL GROUP BY order_id HAVING count(*) > 1`;

/** Checks that ledger and balances agree. */
export function checkLedger(paymentsDb: Queryable): Promise<Violation[]> {
  return paymentsDb.query<{ invariant: Invariant; detail: string }>(ledgerSql);
}
