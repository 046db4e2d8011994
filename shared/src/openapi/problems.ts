import { Problem, type ProblemFacts, presentProblem, ValidationError } from '../http/problem';
import type { JsonSchema } from '../values/json-schema';
import type { Named, Response, Responses } from './document';
import { withHeaders } from './headers';
import { responseRef, schemaRef } from './references';

type Problems = readonly [ProblemFacts, ...ProblemFacts[]];

const exampleRequest = {
  target: '/the/path/of/the/request',
  correlationId: '0191d5a0-7c1e-7b3a-9c55-3f2f6f0a1b2c',
};

/** The response for problems of one status. Each problem is an example of the response. */
export function problemResponse(...problems: Problems): Response {
  const [first] = problems;
  const examples = problems.map((problem) => {
    return [problem.kind, { value: presentProblem(problem, exampleRequest) }] as const;
  });
  return {
    description: [...new Set(problems.map((problem) => problem.title))].join('; '),
    headers: withHeaders(...Object.keys(first.headers ?? {})),
    content: {
      'application/problem+json': {
        schema: problemSchema(first),
        examples: Object.fromEntries(examples),
      },
    },
  };
}

function problemSchema({ status, errors }: ProblemFacts): JsonSchema {
  return {
    ...schemaRef('Problem'),
    type: 'object',
    properties: { status: { const: status } },
    ...(errors ? { required: ['errors'] } : {}),
  };
}

/** The responses for domain problems, by status. */
export function problemResponses(problems: readonly ProblemFacts[]): Responses {
  const byStatus = new Map<number, [ProblemFacts, ...ProblemFacts[]]>();
  for (const problem of problems) {
    const others = byStatus.get(problem.status);
    if (others) others.push(problem);
    else byStatus.set(problem.status, [problem]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [status, problemResponse(...group)]),
  );
}

const retryAfter = { 'Retry-After': '1' };
const used = { ...retryAfter, RateLimit: '', 'RateLimit-Policy': '' };

/** The responses to requests that match no operation, by status. */
export const unmatchedResponses: Responses = {
  404: problemResponse(
    new Problem('route-not-found', 'no resource exists at /the/path/of/the/request'),
  ),
  405: problemResponse(
    new Problem('method-not-allowed', 'DELETE is not allowed for this resource', {
      headers: { Allow: 'GET' },
    }),
  ),
};

/** The responses that several operations have. */
export const sharedResponses: Named<Response> = {
  BadRequest: problemResponse(
    new ValidationError([
      { in: 'body', path: 'amount', message: 'must be an integer number from 1 to 999999999999' },
      { in: 'body', path: 'price', message: 'is not a known field' },
      { in: 'query', path: 'limt', message: 'is not a known parameter' },
    ]),
    new Problem('unreadable-body', 'the body must be valid JSON', {
      errors: [{ in: 'body', path: '', message: 'must be valid JSON' }],
    }),
  ),
  BodyTooLarge: problemResponse(
    new Problem('body-too-large', 'the body must be no larger than 100 kB'),
  ),
  UnsupportedMediaType: problemResponse(
    new Problem('unsupported-media-type', 'the body must be application/json in UTF-8'),
  ),
  InternalError: problemResponse(
    new Problem('internal', 'an unexpected error occurred in the service'),
  ),
  Unavailable: problemResponse(
    new Problem('unavailable', 'the service is temporarily unavailable; retry later', {
      headers: retryAfter,
    }),
  ),
  RequestTimeout: problemResponse(
    new Problem('request-timeout', 'the body did not arrive in time'),
  ),
  TooManyRequests: problemResponse(
    new Problem('too-many-requests', 'the limit is 600 requests per minute; retry later', {
      headers: used,
    }),
  ),
  BadGateway: problemResponse(
    new Problem('bad-gateway', 'the service closed the connection or sent an invalid response'),
  ),
  GatewayTimeout: problemResponse(
    new Problem('gateway-timeout', 'the service did not respond in time'),
  ),
};

/** The responses that every operation of a service may have. */
export const commonResponses: Responses = {
  400: responseRef('BadRequest'),
  500: responseRef('InternalError'),
  503: responseRef('Unavailable'),
};

/** The responses to a body that is rejected before its fields are validated. */
export const bodyResponses: Responses = {
  413: responseRef('BodyTooLarge'),
  415: responseRef('UnsupportedMediaType'),
};

/** The responses that the gateway adds to the operations of the services. */
export const upstreamResponses: Responses = {
  408: responseRef('RequestTimeout'),
  429: responseRef('TooManyRequests'),
  502: responseRef('BadGateway'),
  504: responseRef('GatewayTimeout'),
};
