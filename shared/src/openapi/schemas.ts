import { pageLimits } from '../http/page';
import { maxFieldErrors } from '../http/problem';
import { amount } from '../values/amount';
import { currency } from '../values/currency';
import type { Fields } from '../values/field';
import type { JsonSchema } from '../values/json-schema';
import { correlationIdPattern } from '../values/trace-context';
import { userId } from '../values/user-id';
import type { Named } from './document';
import { schemaRef } from './references';

/**
 * Returns the schema of an object with exactly these fields. All other fields than `optional` are
 * required.
 */
export function exactObject<Field extends string>(
  properties: Readonly<Record<Field, JsonSchema>>,
  { optional = [] }: { optional?: readonly Field[] } = {},
) {
  const required = (Object.keys(properties) as Field[]).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false } as const;
}

/** Returns the schema of an object with these fields. A field without a default is required. */
export function objectOf(fields: Fields): JsonSchema {
  const all = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(all.map(([name, field]) => [name, schemaOf(field)])),
    required: all.flatMap(([name, field]) => ('defaultValue' in field ? [] : [name])),
    additionalProperties: false,
  };
}

function schemaOf(field: Fields[string]): JsonSchema {
  const schema = field.component ? schemaRef(field.component) : field.schema;
  return 'defaultValue' in field ? { ...schema, default: field.defaultValue } : schema;
}

/** Returns the schema of one page of a list. */
export function pageOf(item: string): JsonSchema {
  return exactObject({
    items: { type: 'array', items: schemaRef(item), maxItems: pageLimits.max },
    nextCursor: {
      type: ['string', 'null'],
      minLength: 1,
      description: 'The `cursor` of the next page. Null on the last page.',
    },
  });
}

const hex = (digits: number) => `[0-9a-f]{${digits}}`;
export const idPattern = `${hex(8)}-${hex(4)}-7${hex(3)}-[89ab]${hex(3)}-${hex(12)}`;

/** The schemas that all services use. */
export const sharedSchemas: Named<JsonSchema> = {
  Id: {
    type: 'string',
    format: 'uuid',
    pattern: `^${idPattern}$`,
    description: 'UUID v7, assigned by the server. Later ids are greater.',
  },
  Timestamp: {
    type: 'string',
    format: 'date-time',
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
    description: 'RFC 3339, UTC, with milliseconds.',
  },
  UserId: userId.schema,
  Amount: amount.schema,
  Currency: currency.schema,

  Problem: exactObject(
    {
      type: { type: 'string', format: 'uri', description: 'Identifies the kind of problem.' },
      title: { type: 'string', minLength: 1, description: 'The kind of problem in words.' },
      status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status.' },
      detail: { type: 'string', minLength: 1, description: 'What is wrong with this request.' },
      instance: { type: 'string', pattern: '^[^?]+$', description: 'The path of the request.' },
      correlationId: {
        type: 'string',
        pattern: correlationIdPattern,
        description: 'The value of `X-Correlation-Id`. The log lines of the request contain it.',
      },
      errors: {
        type: 'array',
        items: schemaRef('FieldError'),
        minItems: 1,
        maxItems: maxFieldErrors,
        description: `The invalid fields, the first ${maxFieldErrors} of them.`,
      },
    },
    { optional: ['errors'] },
  ),
  FieldError: exactObject({
    in: { type: 'string', enum: ['body', 'path', 'query', 'header'] },
    path: {
      type: 'string',
      description: 'The name of the field, or empty for the whole body, path or query.',
    },
    message: { type: 'string', minLength: 1 },
  }),
};
