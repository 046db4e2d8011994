import type { RequestHandler } from 'express';
import { createId } from '../ids/uuid-v7';
import { isCorrelationId, isTraceparent, runWithContext } from '../logging/context';

/**
 * Gives the request its context: the client's X-Correlation-Id where it is well-formed, a made one
 * otherwise, and the client's W3C `traceparent`. The answer carries the id back.
 */
export const correlation: RequestHandler = (req, res, next) => {
  const given = req.headers['x-correlation-id'];
  const correlationId = isCorrelationId(given) ? given : createId();
  const { traceparent } = req.headers;
  res.setHeader('X-Correlation-Id', correlationId);
  runWithContext(
    { correlationId, traceparent: isTraceparent(traceparent) ? traceparent : undefined },
    next,
  );
};
