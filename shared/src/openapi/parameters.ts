import { idempotencyKeyPattern } from '../http/fields';
import { pageLimits } from '../http/page';
import { correlationIdPattern } from '../values/trace-context';
import type { Named, Parameter } from './document';
import { schemaRef } from './references';

/** All examples use one user, so that they work one after another. */
export const exampleUserId = 'alice';

export const sharedParameters: Named<Parameter> = {
  'X-Correlation-Id': {
    name: 'X-Correlation-Id',
    in: 'header',
    description: 'Identifies the request in logs and messages. Generated if missing or malformed.',
    schema: { type: 'string', pattern: correlationIdPattern },
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes the request safe to repeat for 24 hours: the same body with the same key gets the ' +
      'first response again. A repeat waits while the first request is still running.',
    schema: { type: 'string', pattern: idempotencyKeyPattern },
  },
  userId: {
    name: 'userId',
    in: 'path',
    required: true,
    description: 'The user.',
    schema: schemaRef('UserId'),
    example: exampleUserId,
  },
  limit: {
    name: 'limit',
    in: 'query',
    description: 'The maximum number of items on a page.',
    schema: { type: 'integer', minimum: 1, maximum: pageLimits.max, default: pageLimits.default },
  },
  cursor: {
    name: 'cursor',
    in: 'query',
    description: 'The `nextCursor` of the previous page. Omit it for the first page.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,512}$' },
  },
};
