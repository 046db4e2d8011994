import { Problem } from '@online-shop/shared/http/problem';
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';

/**
 * Most requests of one client address in a minute (an IPv6 client is its /56), told in the
 * RateLimit header fields and, when used up, by 429 with Retry-After. Each gateway counts alone.
 */
export function createRateLimit(limitPerMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: limitPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // What a client says about its own address is ignored on purpose, so it needs no warning.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_req, _res, next) => {
      next(
        new Problem(
          'too-many-requests',
          `the limit is ${limitPerMinute} requests per minute; retry later`,
        ),
      );
    },
  });
}
