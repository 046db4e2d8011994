import { defaultLimit } from '../http/fields';
import type { Named, Parameter } from './document';
import { schemaRef } from './references';

/** Whose name the examples use: the same one everywhere, so that they work one after another. */
export const exampleUserId = 'alice';

export const sharedParameters: Named<Parameter> = {
  'X-Correlation-Id': {
    name: 'X-Correlation-Id',
    in: 'header',
    description: 'Follows the request everywhere; made where it is missing or malformed.',
    schema: { type: 'string', pattern: '^[\\x20-\\x7E]{1,128}$' },
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes repeating the request safe for 24 hours: the same body under the same key gets the ' +
      'first answer again. A request that comes while the first still runs waits for it.',
    schema: { type: 'string', pattern: '^[\\x20-\\x7E]{1,255}$' },
  },
  userId: {
    name: 'userId',
    in: 'path',
    required: true,
    description: 'Whose.',
    schema: schemaRef('UserId'),
    example: exampleUserId,
  },
  limit: {
    name: 'limit',
    in: 'query',
    description: 'How many at most.',
    schema: { type: 'integer', minimum: 1, maximum: 200, default: defaultLimit },
  },
  cursor: {
    name: 'cursor',
    in: 'query',
    description: 'The `nextCursor` of the page before; without it, the first page.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,512}$' },
  },
};
