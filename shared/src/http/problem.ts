import type { ServerResponse } from 'node:http';
import { pathOf } from './request-path';

/** The kinds of problem that do not come from the domain. Each has its own `type` (RFC 9457). */
const kinds = {
  validation: { status: 400, title: 'Invalid request' },
  'unreadable-body': { status: 400, title: 'The body cannot be read' },
  'malformed-path': { status: 400, title: 'The path cannot be read' },
  'route-not-found': { status: 404, title: 'Unknown path' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Internal error' },
  'bad-gateway': { status: 502, title: 'A service sent an invalid response' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  'gateway-timeout': { status: 504, title: 'A service did not respond in time' },
} as const;

export type ProblemKind = keyof typeof kinds;

/** An invalid field of a request. */
export interface FieldError {
  readonly in: 'body' | 'path' | 'query' | 'header';
  /** The name of the field. Empty if the error concerns the whole body, path or query. */
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  readonly errors?: readonly FieldError[] | undefined;
  /** Header fields of the response, such as Allow and Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The facts of a problem. The error handler turns every error into one. */
export interface ProblemFacts extends ProblemOptions {
  readonly kind: string;
  readonly status: number;
  readonly title: string;
  /** A text for the client: not empty, and without secrets or internals. */
  readonly detail: string;
}

/** An error with a known problem response. Code that handles a request throws it. */
export class Problem extends Error implements ProblemFacts {
  override readonly name = 'Problem';
  readonly status: number;
  readonly title: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    { errors, headers = {} }: ProblemOptions = {},
  ) {
    super(detail);
    this.status = kinds[kind].status;
    this.title = kinds[kind].title;
    this.errors = errors;
    this.headers = headers;
  }
}

/** These limits keep the response small for any request. */
export const maxFieldErrors = 20;
const maxFieldNameLength = 64;

/**
 * The request breaks a rule of the contract. The response names the first `maxFieldErrors` fields.
 */
export class ValidationError extends Problem {
  constructor(errors: readonly FieldError[]) {
    const listed = errors.slice(0, maxFieldErrors).map(shortenName);
    const omitted = errors.length - listed.length;
    super('validation', describe(listed, omitted), { errors: listed });
  }
}

/** A client chooses the names of unknown fields: one name can be as long as the body. */
function shortenName(error: FieldError): FieldError {
  const { path } = error;
  if (path.length <= maxFieldNameLength) return error;
  return { ...error, path: `${path.slice(0, maxFieldNameLength).toWellFormed()}…` };
}

function describe(errors: readonly FieldError[], omitted: number): string {
  const fields = new Set(errors.map((error) => error.path || error.in));
  return `invalid: ${[...fields].join(', ')}${omitted > 0 ? `, and ${omitted} more` : ''}`;
}

/** The facts about the request that a problem response contains. */
export interface FailedRequest {
  /** The request target as received. */
  readonly target: string;
  readonly correlationId: string;
}

/** The body of the response (RFC 9457 §3). */
export function presentProblem(
  { kind, status, title, detail, errors }: ProblemFacts,
  { target, correlationId }: FailedRequest,
) {
  return {
    type: `urn:online-shop:problem:${kind}`,
    title,
    status,
    detail,
    instance: pathOf(target),
    correlationId,
    ...(errors ? { errors } : {}),
  };
}

/** Sends a problem+json response. */
export function sendProblem(
  response: ServerResponse,
  problem: ProblemFacts,
  request: FailedRequest,
): void {
  const { status, headers = {} } = problem;
  const content = Buffer.from(JSON.stringify(presentProblem(problem, request)));
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('Content-Type', 'application/problem+json');
  response.setHeader('Content-Length', content.length);
  response.end(content);
}
