import type { Header, Named, Ref } from './document';
import { headerRef } from './references';

/** The fields of our answers, by their own names. */
export const sharedHeaders: Named<Header> = {
  'X-Correlation-Id': {
    required: true,
    description: 'The id given with the request, or one made for it; every log line carries it.',
    schema: { type: 'string', pattern: '^[\\x20-\\x7E]{1,128}$' },
  },
  'Idempotency-Replayed': {
    description: 'There when this is the answer that an earlier request under the same key got.',
    schema: { type: 'string', const: 'true' },
  },
  'Retry-After': {
    required: true,
    description: 'Seconds to wait before the next try.',
    schema: { type: 'integer', minimum: 1 },
  },
  Allow: {
    required: true,
    description: 'The methods that are possible here.',
    schema: { type: 'string', pattern: '^[A-Z]+(, [A-Z]+)*$' },
  },
  RateLimit: {
    required: true,
    description: 'What is left of the quota, and for how long.',
    schema: { type: 'string', minLength: 1 },
  },
  'RateLimit-Policy': {
    required: true,
    description: 'The quota and its window.',
    schema: { type: 'string', minLength: 1 },
  },
};

/** These of the shared fields, and the correlation id that is in every answer. */
export function withHeaders(...names: readonly string[]): Named<Ref<Header>> {
  return Object.fromEntries(['X-Correlation-Id', ...names].map((name) => [name, headerRef(name)]));
}
