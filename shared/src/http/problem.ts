import type { ServerResponse } from 'node:http';
import { pathOf } from './request-path';

/** Every kind of problem that HTTP itself brings, each with a `type` of its own (RFC 9457). */
const kinds = {
  validation: { status: 400, title: 'The request breaks the contract' },
  'unreadable-body': { status: 400, title: 'The body cannot be read' },
  'malformed-path': { status: 400, title: 'The path cannot be read' },
  'route-not-found': { status: 404, title: 'No such address' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Internal error' },
  'bad-gateway': { status: 502, title: 'A part of the shop answered wrongly' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  'gateway-timeout': { status: 504, title: 'A part of the shop did not answer in time' },
} as const;

export type ProblemKind = keyof typeof kinds;

/** One field of the request that is wrong. */
export interface FieldError {
  readonly in: 'body' | 'path' | 'query' | 'header';
  /** The field's name; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  readonly errors?: readonly FieldError[] | undefined;
  /** Header fields that belong to the answer, such as Allow and Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The facts of a problem; what the error handler makes of anything thrown. */
export interface ProblemFacts extends ProblemOptions {
  readonly kind: string;
  readonly status: number;
  readonly title: string;
  /** Written for the client: nothing in it is secret, internal or empty. */
  readonly detail: string;
}

/** Thrown where a request cannot be served and the answer is known. */
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

/** The bounds keep the response small, whatever the request contains. */
export const maxFieldErrors = 20;
const maxFieldNameLength = 64;

/** The request breaks a rule of the contract. The response names the first `maxFieldErrors` fields. */
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

/** What an answer tells of its request. */
export interface FailedRequest {
  /** As it came. */
  readonly target: string;
  readonly correlationId: string;
}

/** The body of the answer (RFC 9457 §3). */
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

/** Answers with problem+json. */
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
