import type { RequestHandler } from 'express';
import { Problem } from './problem';

/**
 * Rejects all other methods of a route with 405 and Allow (RFC 9110 §15.5.6). Add it last:
 * `route.get(…).all(methodNotAllowed('GET', 'HEAD'))`.
 */
export function methodNotAllowed(...allowed: readonly string[]): RequestHandler {
  const headers = { Allow: allowed.join(', ') };
  return (req) => {
    const detail = `${req.method} is not allowed for this resource`;
    throw new Problem('method-not-allowed', detail, { headers });
  };
}
