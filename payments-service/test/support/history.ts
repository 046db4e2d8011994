import { withClient } from '@online-shop/servers/postgres/with-client';

const tables = [
  `INSERT INTO payments (order_id, user_id, amount, currency, status, reason, decided_at)
   SELECT gen_random_uuid(), 'historic', 1, 'RUB', 'COMPLETED', null, now() FROM generate_series(1, $1::int)`,
  // Distributes the entries over all accounts. Each account continues its numbering.
  `INSERT INTO ledger_entries
     (id, account_id, number, kind, amount, balance_after, order_id, created_at)
   SELECT gen_random_uuid(), id, entry_count + 1 + i / (SELECT count(*) FROM accounts)::int,
     'PAYMENT', -1, balance, gen_random_uuid(), now()
   FROM generate_series(0, $1::int - 1) AS i
   JOIN (SELECT *, row_number() OVER () - 1 AS place FROM accounts) AS account
     ON account.place = i % (SELECT count(*) FROM accounts)`,
  `UPDATE accounts
   SET entry_count = (SELECT max(number) FROM ledger_entries WHERE account_id = accounts.id)
   WHERE $1::int > 0`,
];

/**
 * Inserts this number of decided orders and their charges. The rows serve only to measure plans:
 * the balances do not match.
 */
export async function insertHistory(url: string, rows: number): Promise<void> {
  await withClient(url, async (client) => {
    for (const table of tables) await client.query(table, [rows]);
  });
}
