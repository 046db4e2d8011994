/**
 * Hands a server's requests to an Express application that answers all of them, and sees to what
 * Express would answer by itself, in a page like none of ours:
 *
 * - A target that it cannot parse (`GET http://a[b/ HTTP/1.1`) gets past every middleware. It is
 *   shown to the application once more, as `*`, which no route has, and so becomes a problem with a
 *   log line like any other; in `originalUrl` it stays as it came.
 * - An error that even the application's error handler has no answer to breaks the connection.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express, Request, Response } from 'express';
import type { Logger } from 'winston';

export function createRequestListener(app: Express, { logger }: { readonly logger: Logger }) {
  return (req: IncomingMessage, res: ServerResponse): void => {
    app(req as Request, res as Response, (error?: unknown) => {
      if (error) {
        logger.error('a request was left without an answer', { error });
        res.destroy();
      } else {
        req.url = '*';
        app(req, res);
      }
    });
  };
}
