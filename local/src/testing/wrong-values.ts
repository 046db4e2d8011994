/**
 * What clients send where something else belongs, as JSON text: much of it is no longer what it was
 * once a JavaScript value has been made of it.
 */

export const wrongAmounts: readonly string[] = [
  ...['0', '-0', '-1', '1.5', '1e-1', '1e309', '-1e309', '1e400'],
  ...['1000000000000', '9007199254740993', '"10"', '""', 'true', 'null', '[10]', '[]', '{"a":1}'],
];

/** Integers, however they are written, and what they are. */
export const rightAmounts: readonly (readonly [json: string, amount: number])[] = [
  ['1', 1],
  ['1.0', 1],
  ['1e2', 100],
  ['0.1E+1', 1],
  ['999999999999', 999_999_999_999],
];

export const wrongUserIds: readonly string[] = [
  ...['""', '" "', '"."', '"_:@-"', '"a b"', '"a/b"', '"a\\n"', '"a\\u0000"', '"\\u00e9"', '"a%"'],
  ...[`"${'a'.repeat(65)}"`, '1', 'true', 'null', '["ann"]', '{"ann":1}'],
];

export const rightUserIds: readonly string[] = [
  ...['a', '0', '_a', '..0', 'A.b_c:d@e-9', 'a'.repeat(64), '__proto__', 'constructor'],
  ...['ECONNREFUSED', 'null'],
];

export const wrongCurrencies: readonly string[] = [
  ...['"rub"', '"Rub"', '"RU"', '"RUBL"', '"RUB "', '""', '"XXX"', '643', 'null', '["RUB"]'],
];

/** Names that every JavaScript object seems to have. */
export const unknownFields: readonly string[] = [
  ...['id', 'USERID', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''],
];

/** Bodies that never come so far as to be validated: of what type, which bytes, and the answer. */
export const unreadableBodies: readonly (readonly [type: string, body: string, status: number])[] =
  [
    ['application/json', '{"userId":"ann"', 400],
    ['application/json', 'null', 400],
    ['application/json', '"ann"', 400],
    ['application/json', '[{"userId":"ann","amount":1}]', 400],
    ['application/json', '{"userId":"\xe9","amount":1}', 400],
    ['application/json', '\xef\xbb\xbf{"userId":"ann","amount":1}', 400],
    ['application/json', `{"userId":"ann","amount":1,"more":"${'x'.repeat(102_400)}"}`, 413],
    ['application/json; charset=utf-16', '{"userId":"ann","amount":1}', 415],
    ['application/x-www-form-urlencoded', 'userId=ann&amount=1', 415],
    ['text/plain', '{"userId":"ann","amount":1}', 415],
    ['application/problem+json', '{"userId":"ann","amount":1}', 415],
  ];
