import type { RequestHandler } from 'express';
import type { Logger } from 'winston';
import { contextOf } from './correlation';
import { pathOf } from './request-path';

/**
 * Logs one line per request when its response ends. Requests to `/health/` are logged at level
 * `debug`, because probes repeat every few seconds.
 */
export function createRequestLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const path = pathOf(req.originalUrl);
    const level = path.startsWith('/health/') ? 'debug' : 'info';
    if (!logger.isLevelEnabled(level)) return next();

    const startedAt = performance.now();
    res.once('close', () => {
      logger.log(level, 'request', {
        correlationId: contextOf(req).correlationId,
        method: req.method,
        path,
        status: res.statusCode,
        durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
        ...(res.writableFinished ? {} : { aborted: true }),
      });
    });
    next();
  };
}
