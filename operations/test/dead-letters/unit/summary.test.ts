import type { DeadLetter } from '../../../src/dead-letters/dead-letter';
import { createSummary, formatSummary } from '../../../src/dead-letters/summary';
import { createLetter } from '../support/dead-letters';

function summarize(letters: readonly DeadLetter[]) {
  const summary = createSummary();
  for (const letter of letters) summary.add(letter);
  return summary.groups();
}

function failed(at: string, facts: { type?: string; order?: string; error?: string | null } = {}) {
  const { type = 'order.created', order = 'order-1', error = 'ECODE' } = facts;
  return createLetter({
    id: `letter ${at}`,
    body: JSON.stringify({ type, subject: order }),
    reason: {
      attempts: 4,
      errorCode: error,
      errorMessage: `failed at ${at}`,
      firstFailedAt: at,
      lastFailedAt: at,
    },
  });
}

const queue = 'payments.order-created';

test('a summary groups dead letters by queue, type and error, the largest group first', () => {
  const groups = summarize([
    failed('2026-01-01', { error: null }),
    failed('2026-01-03'),
    failed('2026-01-02'),
    failed('2026-01-04', { order: 'order-2' }),
  ]);

  expect(groups).toEqual([
    {
      queue,
      type: 'order.created',
      errorCode: 'ECODE',
      letters: 3,
      orders: 2,
      firstFailedAt: '2026-01-02',
      lastFailedAt: '2026-01-04',
      sample: { id: 'letter 2026-01-04', error: 'ECODE: failed at 2026-01-04' },
    },
    {
      queue,
      type: 'order.created',
      errorCode: null,
      letters: 1,
      orders: 1,
      firstFailedAt: '2026-01-01',
      lastFailedAt: '2026-01-01',
      sample: { id: 'letter 2026-01-01', error: 'failed at 2026-01-01' },
    },
  ]);
});

test('a summary counts copies, and dead letters without times or orders', () => {
  const unknown = createLetter({
    body: 'not JSON',
    copies: 3,
    reason: {
      attempts: null,
      errorCode: null,
      errorMessage: 'unknown',
      firstFailedAt: null,
      lastFailedAt: null,
    },
  });

  expect(summarize([unknown])).toMatchObject([
    { type: null, letters: 3, orders: 0, firstFailedAt: null, lastFailedAt: null },
  ]);
});

test('a summary has at most 200 groups, and one for the others of each queue', () => {
  const letters = Array.from({ length: 1_000 }, (_, i) => failed('2026-01-01', { type: `t${i}` }));

  const groups = summarize(letters);

  expect(groups).toHaveLength(201);
  expect(groups[0]).toMatchObject({ type: '(others)', errorCode: '(others)', letters: 800 });
});

test('a summary is a table with two lines per group', () => {
  expect(formatSummary(summarize([failed('2026-01-02'), failed('2026-01-03')]))).toBe(
    [
      'LETTERS  ORDERS  QUEUE                   TYPE           ERROR  FIRST FAILED  LAST FAILED  SAMPLE',
      '2        1       payments.order-created  order.created  ECODE  2026-01-02    2026-01-03   letter 2026-01-03',
      '         ECODE: failed at 2026-01-03',
    ].join('\n'),
  );
});

test('a summary has no raw control characters', () => {
  const text = formatSummary(
    summarize([failed('\u001b[2J', { type: '\u009b\n', error: '\u202e' })]),
  );
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
  expect(text.split('\n')).toHaveLength(3);
});
