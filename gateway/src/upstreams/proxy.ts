/**
 * Passes requests on to a service with express-http-proxy, and its answers back, both as streams.
 *
 * What the library leaves to us, and why:
 * - Its `headers` option is never used: it carries one client's fields into the next one's request.
 *   Every request has header fields of its own (`forwarded-headers.ts`).
 * - Its `timeout` leaves listeners behind on kept connections, and an abort signal a request would
 *   be a tenth of the gateway's work: the exchange sends the request itself, and so can end it
 *   (ADR 11: no document of the library's tells of this step, only its code).
 * - Its body limit needs the whole body in memory: the bytes are counted as they pass.
 * - It does not notice an answer that breaks off: `exchange.ts` breaks the client's too.
 */
import type { IncomingMessage, RequestOptions, request } from 'node:http';
import { classifyConnectionError } from '@online-shop/shared/errors/connection-errors';
import { reasonOf } from '@online-shop/shared/errors/reason-of';
import { contextOf } from '@online-shop/shared/http/correlation';
import { Problem } from '@online-shop/shared/http/problem';
import type { Logger } from '@online-shop/shared/logging/logger';
import { type Request, Router } from 'express';
import proxy from 'express-http-proxy';
import { forwardedHeaders } from './forwarded-headers';
import { getProxiedRequest, openProxiedRequest } from './proxied-request';
import type { Upstream } from './upstream';
import { toProblem } from './upstream-failure';

export interface ProxyOptions {
  readonly logger: Logger;
}

/** What the library knows of a request on its way: the part that sending it reads and writes. */
interface Container {
  readonly user: { readonly req: Request };
  readonly proxy: {
    readonly requestModule: { readonly request: typeof request };
    readonly reqBuilder: RequestOptions;
    res: IncomingMessage;
  };
}

interface Options extends proxy.ProxyOptions {
  /** Resolves with the same container once the answer has begun. */
  readonly sendProxyRequest: (container: Container) => Promise<Container>;
}

/** In an outage every request fails like this: a stack would add nothing. */
function isExpected(error: unknown): boolean {
  return error instanceof Problem || classifyConnectionError(error) !== undefined;
}

/** Serves the upstream's prefix. */
export function createProxy(upstream: Upstream, { logger }: ProxyOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const options: Options = {
    parseReqBody: false,
    proxyReqPathResolver: (req) => req.originalUrl,
    proxyReqOptDecorator: (requestOptions, req) => ({
      ...requestOptions,
      agent: upstream.agent,
      headers: forwardedHeaders(req),
    }),
    async sendProxyRequest(container) {
      const proxied = getProxiedRequest(container.user.req);
      const { requestModule, reqBuilder } = container.proxy;
      container.proxy.res = await proxied.send(requestModule.request, reqBuilder);
      return container;
    },
    proxyErrorHandler: (error, res, next) => {
      getProxiedRequest(res.req).abandon(error);
      if (res.destroyed) return;
      const problem = error instanceof Problem ? error : toProblem(error, upstream.name);
      if (problem.status >= 500) {
        const { correlationId } = contextOf(res.req);
        logger.warn('request to a service failed', {
          ...{ correlationId, upstream: upstream.name, status: problem.status },
          ...(isExpected(error) ? { reason: reasonOf(error) } : { error }),
        });
      }
      next(problem);
    },
  };
  const pass = proxy(upstream.url, options);
  router.use(upstream.prefix, openProxiedRequest({ timeoutMs: upstream.timeoutMs }), pass);
  return router;
}
