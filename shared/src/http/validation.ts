import type { Request, RequestHandler } from 'express';
import type { ValidationError as ChainError, Location, ValidationChain } from 'express-validator';
import { type FieldError, ValidationError } from './problem';

/** What one chain found, and which fields it looked at. */
type ChainResult = Awaited<ReturnType<ValidationChain['run']>>;

/**
 * Runs express-validator chains and reports every wrong field at once. A body that any chain looks
 * into has exactly the fields that the chains name. Handlers read what was validated through
 * express-validator's `matchedData`.
 *
 * `checkExact` is not used: it looks fields up in an object with a prototype, and so lets
 * `constructor`, `toString` and `__proto__` pass as known.
 */
export function validate(...chains: readonly ValidationChain[]): RequestHandler {
  return async (req, _res, next) => {
    const results = await Promise.all(chains.map((chain) => chain.run(req)));
    const errors = results.flatMap((result) => result.array().flatMap(toFieldErrors));
    errors.push(...findUnknownFields(req, results));
    if (errors.length > 0) throw new ValidationError(errors);
    next();
  };
}

function findUnknownFields(req: Request, results: readonly ChainResult[]): FieldError[] {
  const contexts = results.map((result) => result.context);
  const ofBody = contexts.filter((context) => context.locations.includes('body'));
  if (ofBody.length === 0) return [];
  const known = new Set(ofBody.flatMap((context) => context.fields));
  return Object.keys(req.body)
    .filter((name) => !known.has(name))
    .map((path) => ({ in: 'body', path, message: 'is not a known field' }));
}

const placeOf = {
  body: 'body',
  params: 'path',
  query: 'query',
  headers: 'header',
  cookies: 'header',
} as const satisfies Record<Location, FieldError['in']>;

function toFieldErrors(error: ChainError): FieldError[] {
  if (error.type !== 'field') return [];
  return [{ in: placeOf[error.location], path: error.path, message: String(error.msg) }];
}
