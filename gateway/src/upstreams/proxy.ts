/**
 * Passes requests on to a service with express-http-proxy, and its answers back, both as streams.
 *
 * What the library leaves to us, and why:
 * - Its `headers` option is never used: it carries one client's fields into the next one's request.
 *   Every request has header fields of its own (`forwarded-headers.ts`).
 * - Its `timeout` leaves listeners behind on kept connections: an abort signal limits each exchange.
 * - Its body limit needs the whole body in memory: the bytes are counted as they pass.
 * - It does not notice an answer that breaks off: `exchange.ts` breaks the client's too.
 */
import { contextOf } from '@online-shop/shared/http/correlation';
import type { Logger } from '@online-shop/shared/logging/logger';
import { Router } from 'express';
import proxy from 'express-http-proxy';
import { findExchange, openExchange } from './exchange';
import { forwardedHeaders } from './forwarded-headers';
import type { Upstream } from './upstream';
import { toProblem } from './upstream-failure';

export interface ProxyOptions {
  readonly logger: Logger;
}

/** Serves the upstream's prefix. */
export function createProxy(upstream: Upstream, { logger }: ProxyOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const pass = proxy(upstream.url, {
    parseReqBody: false,
    proxyReqPathResolver: (req) => req.originalUrl,
    proxyReqOptDecorator: (options, req) => ({
      ...options,
      agent: upstream.agent,
      headers: forwardedHeaders(req),
      signal: findExchange(req).signal,
    }),
    proxyErrorHandler: (error, res, next) => {
      const exchange = findExchange(res.req);
      exchange.drain();
      if (res.destroyed) return;
      const problem = exchange.refusal ?? toProblem(error, upstream.name);
      if (problem.status >= 500) {
        const { correlationId } = contextOf(res.req);
        logger.warn('a service did not answer', { correlationId, upstream: upstream.name, error });
      }
      next(problem);
    },
  });
  router.use(upstream.prefix, openExchange({ timeoutMs: upstream.timeoutMs }), pass);
  return router;
}
