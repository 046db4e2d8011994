import { keepBooksOf, type PlacedOrder } from './support/keep-books';
import { useShopDatabases } from './support/shop-databases';

const shop = useShopDatabases();
const books = keepBooksOf(shop);

let paid: PlacedOrder;
let waiting: PlacedOrder;

beforeEach(async () => {
  await books.openAccount('ann');
  paid = await books.sell({ amount: 300 });
  waiting = await books.place();
});

/** JSON text as it stands in the body: PostgreSQL cannot read the first four of these as text. */
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
  it('reports it as a finding and finds everything else', async () => {
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
