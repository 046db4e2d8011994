import type { Queryable } from '../shop/databases';
import type { Invariant, Violation } from './violation';

/** One statement, so one snapshot: it holds at any moment, also in the middle of everything. */
const BOOKS = `
  with entries as (
    select account_id, number, amount, balance_after, order_id,
      coalesce(lag(balance_after) over account, 0) as balance_before,
      row_number() over account as place
    from ledger_entries
    window account as (partition by account_id order by number)
  ), totals as (
    select account_id, sum(amount) as sum, count(*) as count from entries group by account_id
  )
  select 'books' as invariant,
    format('account of %s has %s in %s entries; the ledger has %s in %s',
      user_id, balance, entry_count, coalesce(sum, 0), coalesce(count, 0)) as detail
  from accounts left join totals on account_id = id
  where balance <> coalesce(sum, 0) or entry_count <> coalesce(count, 0)
  union all
  select 'books', format('entry %s of account %s: %s and %s is not %s',
    number, account_id, balance_before, amount, balance_after)
  from entries where balance_after <> balance_before + amount or number <> place
  union all
  select 'neverOverdrawn', format('account of %s has %s', user_id, balance)
  from accounts where balance < 0
  union all
  select 'neverOverdrawn', format('entry %s of account %s leaves %s', number, account_id, balance_after)
  from entries where balance_after < 0
  union all
  select 'chargedOnce', format('order %s was charged %s times', order_id, count(*))
  from entries where order_id is not null group by order_id having count(*) > 1`;

/** Whether the ledger and the balances agree, in themselves. */
export function checkBooks(paymentsDb: Queryable): Promise<Violation[]> {
  return paymentsDb.query<{ invariant: Invariant; detail: string }>(BOOKS);
}
