import type { Request, RequestHandler } from 'express';
import type { ValidationError as ChainError, Location, ValidationChain } from 'express-validator';
import { type FieldError, ValidationError } from './problem';

/** The errors of one chain, and the fields that it checked. */
type ChainResult = Awaited<ReturnType<ValidationChain['run']>>;

/**
 * Runs express-validator chains and reports all invalid fields together. The query and the body may
 * contain only the fields that the chains name, so `validate()` rejects every query parameter.
 *
 * `checkExact` is not used: it looks fields up in an object with a prototype, and so accepts
 * `constructor`, `toString` and `__proto__` as known.
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

const closedLocations = [
  { location: 'query', message: 'is not a known parameter' },
  { location: 'body', message: 'is not a known field' },
] as const;

function findUnknownFields(req: Request, results: readonly ChainResult[]): FieldError[] {
  const contexts = results.map((result) => result.context);
  return closedLocations.flatMap(({ location, message }) => {
    const here = contexts.filter((context) => context.locations.includes(location));
    const known = new Set(here.flatMap((context) => context.fields));
    const names = Object.keys(req[location] ?? {}).filter((name) => !known.has(name));
    return names.map((path) => ({ in: location, path, message }));
  });
}

const locationOf = {
  body: 'body',
  params: 'path',
  query: 'query',
  headers: 'header',
  cookies: 'header',
} as const satisfies Record<Location, FieldError['in']>;

function toFieldErrors(error: ChainError): FieldError[] {
  if (error.type !== 'field') return [];
  return [{ in: locationOf[error.location], path: error.path, message: String(error.msg) }];
}
