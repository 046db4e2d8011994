import { moneySchema } from '../messages/money';
import type { Named, Schema } from './document';
import { schemaRef } from './references';

/** An object of exactly these fields, all required but the optional ones. */
export function exactObject<Field extends string>(
  properties: Readonly<Record<Field, Schema>>,
  { optional = [] }: { optional?: readonly Field[] } = {},
) {
  const required = (Object.keys(properties) as Field[]).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false } as const;
}

/** One page of a list, newest first. */
export function pageOf(item: string): Schema {
  return exactObject({
    items: { type: 'array', items: schemaRef(item), maxItems: 200 },
    nextCursor: {
      type: ['string', 'null'],
      minLength: 1,
      description: 'The `cursor` of the next page; null on the last one.',
    },
  });
}

const hex = (digits: number) => `[0-9a-f]{${digits}}`;
export const idPattern = `${hex(8)}-${hex(4)}-7${hex(3)}-[89ab]${hex(3)}-${hex(12)}`;

/** What every service speaks of. */
export const sharedSchemas: Named<Schema> = {
  Id: {
    type: 'string',
    format: 'uuid',
    pattern: `^${idPattern}$`,
    description: 'UUID v7, made by the server: it grows with time.',
  },
  Timestamp: {
    type: 'string',
    format: 'date-time',
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
    description: 'RFC 3339, UTC, with milliseconds.',
  },
  UserId: {
    type: 'string',
    minLength: 1,
    maxLength: 64,
    pattern: '^[._:@-]*[A-Za-z0-9][A-Za-z0-9._:@-]*$',
    description: 'Letters, digits and `. _ : @ -`, a letter or digit among them; compared exactly.',
  },
  Amount: {
    ...moneySchema.amount,
    description: 'Minor units (kopecks, cents) of the currency: never a fraction, never a string.',
  },
  Currency: { ...moneySchema.currency, description: 'An ISO 4217 code that has a minor unit.' },

  Problem: exactObject(
    {
      type: { type: 'string', format: 'uri', description: 'Names the kind of problem.' },
      title: { type: 'string', minLength: 1, description: 'Says the kind of problem in words.' },
      status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status.' },
      detail: { type: 'string', minLength: 1, description: 'What was wrong this time.' },
      instance: { type: 'string', pattern: '^[^?]+$', description: 'The path of the request.' },
      correlationId: {
        type: 'string',
        pattern: '^[\\x20-\\x7E]{1,128}$',
        description: 'As in `X-Correlation-Id`: finds the request in the logs.',
      },
      errors: {
        type: 'array',
        items: schemaRef('FieldError'),
        minItems: 1,
        description: 'Every field that breaks a rule.',
      },
    },
    { optional: ['errors'] },
  ),
  FieldError: exactObject({
    in: { type: 'string', enum: ['body', 'path', 'query', 'header'] },
    path: { type: 'string', description: 'The name of the field; empty for the whole.' },
    message: { type: 'string', minLength: 1 },
  }),
};
