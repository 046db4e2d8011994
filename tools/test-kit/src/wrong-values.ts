/**
 * Invalid and unusual values as JSON text. Parsing would change many of them.
 */

export const wrongAmounts: readonly string[] = [
  '0',
  '-0',
  '-1',
  '1.5',
  '1e-1',
  '1e309',
  '-1e309',
  '1e400',
  '1000000000000',
  '9007199254740993',
  '"10"',
  '""',
  'true',
  'null',
  '[10]',
  '[]',
  '{"a":1}',
];

/** Integers in several JSON notations, with their values. */
export const rightAmounts: readonly (readonly [json: string, amount: number])[] = [
  ['1', 1],
  ['1.0', 1],
  ['1e2', 100],
  ['0.1E+1', 1],
  ['999999999999', 999_999_999_999],
];

export const wrongUserIds: readonly string[] = [
  '""',
  '" "',
  '"."',
  '"_:@-"',
  '"a b"',
  '"a/b"',
  '"a\\n"',
  '"a\\u0000"',
  '"\\u00e9"',
  '"a%"',
  `"${'a'.repeat(65)}"`,
  '1',
  'true',
  'null',
  '["ann"]',
  '{"ann":1}',
];

export const rightUserIds: readonly string[] = [
  'a',
  '0',
  '_a',
  '..0',
  'A.b_c:d@e-9',
  'a'.repeat(64),
  '__proto__',
  'constructor',
  'ECONNREFUSED',
  'null',
];

export const wrongCurrencies: readonly string[] = [
  '"rub"',
  '"Rub"',
  '"RU"',
  '"RUBL"',
  '"RUB "',
  '""',
  '"XXX"',
  '643',
  'null',
  '["RUB"]',
];

/** Query strings with unknown parameters, and the names of the parameters. */
export const unknownQueries: readonly (readonly [query: string, names: readonly string[]])[] = [
  ['limt=1', ['limt']],
  ['LIMIT=1', ['LIMIT']],
  ['limt=1&limt=2&x', ['limt', 'x']],
  ['__proto__=1&constructor=1&toString', ['__proto__', 'constructor', 'toString']],
  ['limit%5B%5D=1', ['limit[]']],
  ['=1', ['']],
];

/** Unknown field names, including names that every JavaScript object inherits. */
export const unknownFields: readonly string[] = [
  'id',
  'USERID',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
];

interface UnreadableBody {
  readonly what: string;
  readonly type?: string;
  /** One character per byte (Latin-1). */
  readonly bytes: string;
  readonly status: 400 | 413 | 415;
}

const order = '{"userId":"ann","amount":1}';
const json = 'application/json';

/** Bodies that are rejected before validation. */
export const unreadableBodies: readonly UnreadableBody[] = [
  { what: 'half a body', bytes: '{"userId":"ann"', status: 400 },
  { what: 'null', bytes: 'null', status: 400 },
  { what: 'a text', bytes: '"ann"', status: 400 },
  { what: 'an array', bytes: `[${order}]`, status: 400 },
  { what: 'Latin-1', bytes: '{"userId":"\xe9","amount":1}', status: 400 },
  { what: 'a byte order mark', bytes: `\xef\xbb\xbf${order}`, status: 400 },
  { what: 'more than 100 kB', bytes: `${order}${' '.repeat(102_400)}`, status: 413 },
  { what: 'UTF-16', type: `${json}; charset=utf-16`, bytes: order, status: 415 },
  { what: 'text', type: 'text/plain', bytes: order, status: 415 },
  { what: 'a problem', type: 'application/problem+json', bytes: order, status: 415 },
  {
    what: 'a form',
    type: 'application/x-www-form-urlencoded',
    bytes: 'userId=ann&amount=1',
    status: 415,
  },
];
