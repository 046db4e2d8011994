import type { JsonSchema } from '../values/json-schema';
import type { Content, Operation, Paths, Response, Responses, Tag } from './document';
import { withHeaders } from './headers';
import { parameterRef, responseRef } from './references';
import { exactObject } from './schemas';

export const processTag: Tag = {
  name: 'Process',
  description: 'Health checks, and this API description.',
};

/**
 * The paths that every process serves. `checks` names its dependencies; `otherResponses` are
 * further responses of `/openapi.json`.
 */
export function processPaths(checks: readonly string[], otherResponses: Responses = {}): Paths {
  return {
    '/health/live': {
      get: {
        operationId: 'getLiveness',
        summary: 'Check liveness',
        description: 'Responds with 200 while the process handles requests. Checks no dependency.',
        ...ofProcess,
        responses: { 200: live, ...badRequest },
      },
    },
    '/health/ready': {
      get: {
        operationId: 'getReadiness',
        summary: 'Check readiness',
        description: 'Checks every dependency of the process. Responds with 503 if one is down.',
        ...ofProcess,
        responses: { 200: ready(checks), ...badRequest, 503: notReady(checks) },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'getDescription',
        summary: 'Get this API description',
        description: 'Returns the OpenAPI 3.1 document that describes every operation.',
        ...ofProcess,
        responses: { 200: description, ...badRequest, ...otherResponses },
      },
    },
  };
}

/** The parts that all operations of the process share. */
export const ofProcess: Pick<Operation, 'tags' | 'parameters'> = {
  tags: [processTag.name],
  parameters: [parameterRef('X-Correlation-Id')],
};

/** The response to unknown query parameters. */
export const badRequest: Responses = { 400: responseRef('BadRequest') };

const live: Response = {
  description: 'The process is up',
  headers: withHeaders(),
  content: json(exactObject({ status: { const: 'up' } }), { status: 'up' }),
};

function ready(checks: readonly string[]): Response {
  const example = { status: 'up', checks: each(checks, 'up') };
  const schema = exactObject({
    status: { const: 'up' },
    checks: exactObject(each(checks, { const: 'up' })),
  });
  const headers = withHeaders();
  return { description: 'All dependencies are up', headers, content: json(schema, example) };
}

function notReady(checks: readonly string[]): Response {
  const example = { status: 'down', checks: each(checks, 'down') };
  const schema = exactObject({
    status: { const: 'down' },
    checks: exactObject(each(checks, { enum: ['up', 'down'] })),
  });
  const headers = withHeaders('Retry-After');
  return { description: 'A dependency is down', headers, content: json(schema, example) };
}

const description: Response = {
  description: 'An OpenAPI document',
  headers: withHeaders(),
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: { openapi: { const: '3.1.0' } },
        required: ['openapi'],
      },
    },
  },
};

function each<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

function json(schema: JsonSchema, example: { status: string }): Content {
  return { 'application/json': { schema, examples: { [example.status]: { value: example } } } };
}
