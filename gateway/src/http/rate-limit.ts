import { Problem } from '@online-shop/shared/http/problem';
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';

/**
 * Limits the requests of each client address per minute. All IPv6 addresses of one /56 network
 * count as one client. Responses contain the RateLimit header fields. Requests beyond the limit get
 * 429 with Retry-After. Each gateway process counts separately.
 */
export function createRateLimit(limitPerMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: limitPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // The gateway ignores X-Forwarded-For and Forwarded on purpose, so no warning is needed.
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
