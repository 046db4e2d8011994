import { correlationIdPattern } from '../values/trace-context';
import type { Header, Named, Ref } from './document';
import { headerRef } from './references';

/** The header fields of our responses, by name. */
export const sharedHeaders: Named<Header> = {
  'X-Correlation-Id': {
    required: true,
    description:
      'The id from the request, or a generated one. Every log line of the request contains it.',
    schema: { type: 'string', pattern: correlationIdPattern },
  },
  'Idempotency-Replayed': {
    description: 'Present if this is the stored response to an earlier request with the same key.',
    schema: { type: 'string', const: 'true' },
  },
  'Retry-After': {
    required: true,
    description: 'Seconds to wait before the next attempt.',
    schema: { type: 'integer', format: 'int32', minimum: 1 },
  },
  Allow: {
    required: true,
    description: 'The methods that are allowed for this resource.',
    schema: { type: 'string', pattern: '^[A-Z]+(, [A-Z]+)*$' },
  },
  RateLimit: {
    required: true,
    description: 'The remaining quota, and the seconds until it is reset.',
    schema: { type: 'string', minLength: 1 },
  },
  'RateLimit-Policy': {
    required: true,
    description: 'The quota and its window.',
    schema: { type: 'string', minLength: 1 },
  },
};

/** Returns the named shared header fields and the correlation ID, which every response has. */
export function withHeaders(...names: readonly string[]): Named<Ref<Header>> {
  return Object.fromEntries(['X-Correlation-Id', ...names].map((name) => [name, headerRef(name)]));
}
