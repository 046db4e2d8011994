import { formatDeadLetter, formatTable } from '../../../src/dead-letters/format-dead-letters';
import { createLetter } from '../support/dead-letters';

const body = '{"type":"order.created","subject":"order-1","data":{"amount":1}}';

test('a table has headings and three lines per dead letter', () => {
  const letters = [
    createLetter({ id: '7f', body }),
    createLetter({
      id: '12345',
      correlationId: null,
      copies: 3,
      body: 'not JSON',
      reason: {
        attempts: null,
        errorCode: null,
        errorMessage: 'unknown',
        firstFailedAt: null,
        lastFailedAt: null,
      },
    }),
  ];

  expect(formatTable(letters)).toBe(
    [
      'ID     QUEUE                   TYPE           ORDER    ATTEMPTS  LAST FAILED',
      '7f     payments.order-created  order.created  order-1  4         2026-05-04T09:30:38.020Z',
      '       ECODE: it did not work',
      '       first failed 2026-05-04T09:30:12.417Z, correlation correlation-1',
      '12345  payments.order-created  -              -        -         -',
      '       unknown',
      '       3 copies, first failed -, correlation -',
    ].join('\n'),
  );
});

test('a dead letter is printed with its headers and its indented body', () => {
  const headers = { tenant: 7, 'x-death': [{ reason: 'delivery_limit' }] };

  expect(formatDeadLetter(createLetter({ id: '7f', headers, body }))).toBe(
    [
      'id            7f',
      'queue         payments.order-created',
      'type          order.created',
      'order         order-1',
      'reason        ECODE: it did not work',
      'attempts      4',
      'first failed  2026-05-04T09:30:12.417Z',
      'last failed   2026-05-04T09:30:38.020Z',
      'message id    message-1',
      'correlation   correlation-1',
      'copies        1',
      'headers',
      '  tenant: 7',
      '  x-death: [{"reason":"delivery_limit"}]',
      'body',
      '{',
      '  "type": "order.created",',
      '  "subject": "order-1",',
      '  "data": {',
      '    "amount": 1',
      '  }',
      '}',
    ].join('\n'),
  );
});

test.each([
  ['no JSON', 'not JSON {'],
  ['a number that parsing would round', '{"amount":12345678901234567890}'],
  ['a key that is there twice', '{"a":1,"a":2}'],
])('a body is printed unchanged: %s', (_, text) => {
  expect(formatDeadLetter(createLetter({ body: text })).endsWith(`\nbody\n${text}`)).toBe(true);
});

test('control characters of a dead letter are escaped', () => {
  const evil = '\u001b[2J\u009b\u202e\n';
  const letter = createLetter({
    correlationId: evil,
    messageId: evil,
    headers: { [evil]: evil },
    body: `{"type":${JSON.stringify(evil)}}${evil}`,
    reason: { ...createLetter().reason, errorCode: evil, errorMessage: evil },
  });

  for (const text of [formatTable([letter]), formatDeadLetter(letter)]) {
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
  }
  expect(formatTable([letter]).split('\n')).toHaveLength(4);
});

test('long values are shortened only in the table', () => {
  const long = 'x'.repeat(500);
  const reason = { ...createLetter().reason, errorMessage: long };
  const letter = createLetter({
    reason,
    correlationId: long,
    body: JSON.stringify({ type: long }),
  });

  expect(
    Math.max(
      ...formatTable([letter])
        .split('\n')
        .map(({ length }) => length),
    ),
  ).toBeLessThan(200);
  expect(formatDeadLetter(letter).split(long)).toHaveLength(5);
});
