import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'winston';
import { DomainError } from '../errors/domain-error';
import { UnavailableError } from '../errors/unavailable-error';
import { contextOf } from './correlation';
import { Problem, type ProblemFacts, sendProblem } from './problem';

export interface ErrorHandlerOptions {
  readonly logger: Logger;
  /** The HTTP status of each domain error code. */
  readonly statusByCode: Readonly<Record<string, number>>;
}

/**
 * Translates every error into a problem response and logs it. An unknown error gets a 500 response
 * without details.
 */
export function createErrorHandler({ logger, statusByCode }: ErrorHandlerOptions) {
  const handleError: ErrorRequestHandler = (error: unknown, req, res, _next) => {
    const problem = toProblem(error, statusByCode);
    const { correlationId } = contextOf(req);
    if (problem.status === 500)
      logger.error('request failed with an unexpected error', { correlationId, error });
    if (error instanceof UnavailableError) {
      logger.warn('request rejected with 503', { correlationId, error });
    }
    if (res.headersSent) {
      // A part of the response has been sent. The closed connection tells the client that it
      // failed.
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
    return new Problem('unavailable', 'the service is temporarily unavailable; retry later', {
      headers,
    });
  }
  if (error instanceof URIError) {
    const errors = [{ in: 'path', path: '', message: 'must be valid percent-encoding' }] as const;
    return new Problem('malformed-path', 'the path is not valid percent-encoding', { errors });
  }
  return new Problem('internal', 'an unexpected error occurred in the service');
}

/**
 * Translates a domain error into a problem. Its kind and its title derive from the error's code. An
 * error whose code has no status becomes a 500 problem.
 */
export function toDomainProblem(
  error: DomainError,
  statusByCode: Readonly<Record<string, number>>,
): ProblemFacts {
  const status = statusByCode[error.code];
  if (status === undefined)
    return new Problem('internal', 'an unexpected error occurred in the service');
  const words = error.code.replaceAll('_', ' ');
  return {
    kind: error.code.replaceAll('_', '-'),
    status,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    detail: error.message,
  };
}
