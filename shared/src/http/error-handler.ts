import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'winston';
import { DomainError } from '../errors/domain-error';
import { UnavailableError } from '../errors/unavailable-error';
import { contextOf } from './correlation';
import { Problem, type ProblemFacts, sendProblem } from './problem';

export interface ErrorHandlerOptions {
  readonly logger: Logger;
  /** The HTTP status of each domain code. */
  readonly statusByCode: Readonly<Record<string, number>>;
}

/**
 * The one place where errors become answers and are logged. What is not understood is 500 and
 * tells the client nothing.
 */
export function createErrorHandler({ logger, statusByCode }: ErrorHandlerOptions) {
  const handleError: ErrorRequestHandler = (error: unknown, req, res, _next) => {
    const problem = toProblem(error, statusByCode);
    const { correlationId } = contextOf(req);
    if (problem.status === 500) logger.error('a request failed', { correlationId, error });
    if (error instanceof UnavailableError) {
      logger.warn('request rejected with 503', { correlationId, error });
    }
    if (res.headersSent) {
      // Half an answer is out: breaking the connection is the only way left to say so.
      res.destroy();
      return;
    }
    sendProblem(res, problem, { target: req.originalUrl, correlationId });
  };
  return handleError;
}

function toProblem(error: unknown, statusByCode: Readonly<Record<string, number>>): ProblemFacts {
  if (error instanceof Problem) return error;
  if (error instanceof DomainError) return toDomainProblem(error, statusByCode);
  if (error instanceof UnavailableError) {
    const headers = { 'Retry-After': String(error.retryAfterSeconds) };
    return new Problem('unavailable', 'try again in a moment', { headers });
  }
  if (error instanceof URIError) {
    const errors = [{ in: 'path', path: '', message: 'must be valid percent-encoding' }] as const;
    return new Problem('malformed-path', 'the path is not valid percent-encoding', { errors });
  }
  return new Problem('internal', 'something went wrong on our side');
}

/** What the client is told of a rule that said no. */
export function toDomainProblem(
  error: DomainError,
  statusByCode: Readonly<Record<string, number>>,
): ProblemFacts {
  const status = statusByCode[error.code];
  if (status === undefined) return new Problem('internal', 'something went wrong on our side');
  const words = error.code.replaceAll('_', ' ');
  return {
    kind: error.code.replaceAll('_', '-'),
    status,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    detail: error.message,
  };
}
