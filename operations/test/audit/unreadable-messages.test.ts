import { useShopDatabases } from './support/shop-databases';
import { type PlacedOrder, writeRecordsOf } from './support/write-records';

const shop = useShopDatabases();
const records = writeRecordsOf(shop);

let paid: PlacedOrder;
let waiting: PlacedOrder;

beforeEach(async () => {
  await records.openAccount('ann');
  paid = await records.sell({ amount: 300 });
  waiting = await records.place();
});

/** JSON strings in the body. PostgreSQL cannot convert the first four to text. */
const bodies: [string, (body: string) => string][] = [
  ['a traceparent with a NUL', (body) => body.replace('{', '{"traceparent":"x\\u0000y",')],
  ['a traceparent with a lone surrogate', (body) => body.replace('{', '{"traceparent":"\\ud800",')],
  ['a user ID with a NUL', (body) => body.replace('"ann"', '"a\\u0000b"')],
  ['a user ID with a lone surrogate', (body) => body.replace('"ann"', '"\\udfff"')],
  ['deeply nested JSON', () => '['.repeat(50_000)],
  ['a megabyte', (body) => body.replace('{', `{"x":"${'y'.repeat(1_000_000)}",`)],
  ['terminal control characters', () => '\u001b[2J'],
];

describe.each(bodies)('the audit of a message with %s', (_, change) => {
  it('is reported as a finding, and the audit finds all other violations', async () => {
    for (const [database, { id }] of [
      [shop.orders, waiting],
      [shop.payments, paid],
    ] as const) {
      const statement = 'SELECT body FROM outbox_messages WHERE subject = $1';
      const [row] = await database.query<{ body: string }>(statement, [id]);
      const body = change(row?.body ?? '');
      await database.query('UPDATE outbox_messages SET body = $1 WHERE subject = $2', [body, id]);
    }
    await shop.payments.corrupt('UPDATE accounts SET balance = 1');

    const { checks, ok } = await shop.audit();

    expect(ok).toBe(false);
    expect(checks.balances.total).toBe(1);
    const problems = checks.told.rows.map(({ order, problem }) => [order, problem]);
    expect(problems).toHaveLength(2);
    expect(Object.fromEntries(problems)).toEqual({
      [waiting.id]: expect.stringMatching(/^its order\.created cannot be read: .{1,200}$/),
      [paid.id]: expect.stringMatching(/^its result cannot be read: .{1,200}$/),
    });
  });
});
