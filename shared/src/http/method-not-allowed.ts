import type { RequestHandler } from 'express';
import { Problem } from './problem';

/** Ends a route: `route.get(…).all(methodNotAllowed('GET', 'HEAD'))` (RFC 9110 §15.5.6). */
export function methodNotAllowed(...allowed: readonly string[]): RequestHandler {
  const headers = { Allow: allowed.join(', ') };
  return (req) => {
    throw new Problem('method-not-allowed', `${req.method} is not possible here`, { headers });
  };
}
