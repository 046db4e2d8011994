/**
 * Forwards requests to a service with express-http-proxy. Streams the bodies in both directions.
 *
 * The gateway does not use these features of the library:
 * - The option `headers` would copy the header fields of one client into the requests of others.
 *   `forwarded-headers.ts` creates new header fields for each request.
 * - The option `timeout` leaks listeners on keep-alive connections, and an abort signal per request
 *   would use a tenth of the gateway's CPU time. `proxied-request.ts` sends the request itself and
 *   can abort it. The library does not document this step (ADR 11).
 * - The body limit would load the whole body into memory. `proxied-request.ts` counts the bytes as
 *   they pass.
 * - The library does not detect an incomplete response. `proxied-request.ts` detects it and closes
 *   the client's connection.
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

/** The library's state of a request, as far as `sendProxyRequest` uses it. */
interface Container {
  readonly user: { readonly req: Request };
  readonly proxy: {
    readonly requestModule: { readonly request: typeof request };
    readonly reqBuilder: RequestOptions;
    res: IncomingMessage;
  };
}

interface Options extends proxy.ProxyOptions {
  /** Sends the request. Resolves with the same container when the response starts. */
  readonly sendProxyRequest: (container: Container) => Promise<Container>;
}

/** Returns whether the error is expected in an outage. The log line then omits the stack trace. */
function isExpected(error: unknown): boolean {
  return error instanceof Problem || classifyConnectionError(error) !== undefined;
}

/** Creates the router that forwards all requests under the upstream's prefix. */
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
          correlationId,
          upstream: upstream.name,
          status: problem.status,
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
