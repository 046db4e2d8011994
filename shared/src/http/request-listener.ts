/**
 * Passes the requests of a server to an Express application. Prevents Express's default HTML
 * responses in two cases:
 *
 * - Express cannot parse the request target (`GET http://a[b/ HTTP/1.1`) and runs no middleware.
 *   The listener passes the request to the application again with the URL `*`. No route matches
 *   `*`, so the request gets a 404 problem and a log line. `originalUrl` keeps the original target.
 * - The application's error handler fails. The listener logs the error and closes the connection.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express, Request, Response } from 'express';
import type { Logger } from 'winston';

export function createRequestListener(app: Express, { logger }: { readonly logger: Logger }) {
  return (req: IncomingMessage, res: ServerResponse): void => {
    app(req as Request, res as Response, (error?: unknown) => {
      if (error) {
        logger.error('request failed without a response', { error });
        res.destroy();
      } else {
        req.url = '*';
        app(req, res);
      }
    });
  };
}
