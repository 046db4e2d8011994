import { createId } from '@online-shop/shared/ids/uuid-v7';
import { createParser, InvalidMessageError } from '@online-shop/shared/messages/contract';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import { isAmount } from '@online-shop/shared/values/amount';
import { isCurrency } from '@online-shop/shared/values/currency';
import { isCorrelationId, isTraceparent } from '@online-shop/shared/values/trace-context';
import { isUserId } from '@online-shop/shared/values/user-id';
import fc, { type Arbitrary } from 'fast-check';

const contracts = [orderCreated, paymentCompleted, paymentFailed] as const;
const parse = createParser(contracts);

/** Text of any UTF-16 code units, including NUL, control characters and lone surrogates. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\0', '\u001b', '\n', '\ud800', '\udfff', ' '),
    fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  ),
  maxLength: 80,
});
const anyValue = fc.oneof(anyText, fc.jsonValue(), fc.double(), fc.constant({ toString: 1 }));
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });

/** Generates valid values, almost valid values and arbitrary values. */
const nearly = (right: Arbitrary<unknown>) =>
  fc.oneof(
    right,
    fc.tuple(right, anyText).map(([value, text]) => `${value}${text}`),
    anyValue,
  );
const userIds = nearly(fc.stringMatching(/^[A-Za-z0-9._:@-]{1,70}$/));
const amounts = nearly(fc.oneof(fc.integer(), fc.nat({ max: 1_000_000_000_001 })));
const currencies = nearly(
  fc.oneof(fc.constantFrom('RUB', 'EUR', 'XAU'), fc.stringMatching(/^[A-Z]{3}$/)),
);
const correlationIds = nearly(fc.stringMatching(/^[\x20-\x7E]{1,130}$/));
const traceparents = nearly(
  fc.tuple(hex(2), hex(32), hex(16), hex(2)).map((parts) => parts.join('-')),
);

interface Values {
  readonly userId: unknown;
  readonly amount: unknown;
  readonly currency: unknown;
  readonly correlationid: unknown;
  readonly traceparent: unknown;
}
const values: Arbitrary<Values> = fc.record({
  userId: userIds,
  amount: amounts,
  currency: currencies,
  correlationid: correlationIds,
  traceparent: traceparents,
});

const right = { userId: 'ann', amount: 100, currency: 'RUB' };
const orderId = createId();
const facts = {
  source: '/any',
  orderId,
  time: new Date(),
  trace: { correlationId: 'abc', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
};
const events = [
  createEvent(orderCreated, { ...facts, data: right }),
  createEvent(paymentCompleted, { ...facts, data: right }),
  createEvent(paymentFailed, { ...facts, data: { ...right, reason: 'CURRENCY_MISMATCH' } }),
];

/** Returns the event with some of its values replaced. */
function change(
  event: (typeof events)[number],
  { correlationid, traceparent, ...data }: object & Partial<Values>,
) {
  const envelope = Object.entries({ correlationid, traceparent }).filter(
    ([, value]) => value !== undefined,
  );
  return JSON.stringify({
    ...event,
    ...Object.fromEntries(envelope),
    data: { ...event.data, ...data },
  });
}

function isAccepted(body: string): boolean {
  try {
    parse(body);
    return true;
  } catch (error) {
    if (error instanceof InvalidMessageError) return false;
    throw error;
  }
}

const rules: Readonly<Record<keyof Values, (value: unknown) => boolean>> = {
  userId: isUserId,
  amount: isAmount,
  currency: isCurrency,
  correlationid: isCorrelationId,
  traceparent: isTraceparent,
};

describe('message contract, value rules', () => {
  it.each(Object.keys(rules) as (keyof Values)[])(
    'accepts a %s if and only if HTTP accepts it',
    (name) => {
      fc.assert(
        fc.property(fc.constantFrom(...events), values, (event, { [name]: value }) => {
          const sent = JSON.parse(JSON.stringify({ value: value ?? null })).value;
          expect(isAccepted(change(event, { [name]: sent }))).toBe(rules[name](sent));
        }),
        { numRuns: 500 },
      );
    },
  );

  it('rejects everything that is not an event with InvalidMessageError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          anyValue.map((value) => JSON.stringify(value) ?? ''),
        ),
        (body) => expect(isAccepted(body)).toBe(false),
      ),
    );
  });

  it.each([
    ['a traceparent with NUL', { traceparent: 'x\0y' }],
    ['a userId with a lone surrogate', { data: { ...right, userId: 'ann\ud800' } }],
    ['a currency that is not in ISO 4217', { data: { ...right, currency: 'ABC' } }],
    ['a type that is not a text', { type: { toString: 1 } }],
    ['a time before 1970', { time: '1969-12-31T23:59:59.000Z' }],
    ['a time in the year 0', { time: '0000-01-01T00:00:00.000Z' }],
    ['a time without a time zone', { time: '2026-01-01T00:00:00.000' }],
    ['a day that does not exist', { time: '2026-02-30T00:00:00.000Z' }],
  ])('rejects %s', (_what, wrong) => {
    expect(() => parse(JSON.stringify({ ...events[0], ...wrong }))).toThrow(InvalidMessageError);
  });

  it('accepts unknown attributes with any value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...events), anyText, anyValue, (event, name, value) => {
        expect(isAccepted(JSON.stringify({ [`x${name}`]: value, ...event }))).toBe(true);
      }),
    );
  });
});
