import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { createId } from '../ids/uuid-v7';
import { ownContext } from '../logging/context';
import type { Trace } from '../messages/create-event';
import { isCorrelationId, isTraceparent } from '../values/trace-context';

const contexts = new WeakMap<IncomingMessage, Trace>();

/**
 * Gives the request its context: the client's X-Correlation-Id where it is well-formed, a made one
 * otherwise, and the client's W3C `traceparent`. The answer carries the id back.
 */
export const correlation: RequestHandler = (req, res, next) => {
  const given = req.headers['x-correlation-id'];
  const correlationId = isCorrelationId(given) ? given : createId();
  const { traceparent } = req.headers;
  res.setHeader('X-Correlation-Id', correlationId);
  contexts.set(req, {
    correlationId,
    traceparent: isTraceparent(traceparent) ? traceparent : undefined,
  });
  next();
};

/** Where a request came from; as the process's own work before `correlation` has seen it. */
export function contextOf(req: IncomingMessage): Trace {
  return contexts.get(req) ?? ownContext;
}
