import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { createId } from '../ids/uuid-v7';
import { ownContext } from '../logging/context';
import type { Trace } from '../messages/create-event';
import { isCorrelationId, isTraceparent } from '../values/trace-context';

const contexts = new WeakMap<IncomingMessage, Trace>();

/**
 * Stores the context of the request: its X-Correlation-Id and its W3C `traceparent`. A missing or
 * malformed X-Correlation-Id is replaced with a generated ID. A malformed `traceparent` is dropped.
 * The response has the ID in its X-Correlation-Id header.
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

/**
 * Returns the context of the request, or the context of the process if `correlation` has not run.
 */
export function contextOf(req: IncomingMessage): Trace {
  return contexts.get(req) ?? ownContext;
}
