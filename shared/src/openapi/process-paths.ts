import type { Content, Operation, Paths, Response, Responses, Schema, Tag } from './document';
import { withHeaders } from './headers';
import { parameterRef } from './references';
import { exactObject } from './schemas';

export const processTag: Tag = {
  name: 'Process',
  description: 'Whether what answers here works, and its description.',
};

/**
 * What a process tells of itself. `checks` names everything that it stands on; `instead` is what it
 * may answer instead of its description.
 */
export function processPaths(checks: readonly string[], instead: Responses = {}): Paths {
  return {
    '/health/live': {
      get: {
        operationId: 'getLiveness',
        summary: 'Whether the process answers',
        ...ofProcess,
        responses: { 200: live },
      },
    },
    '/health/ready': {
      get: {
        operationId: 'getReadiness',
        summary: 'Whether everything works that the process stands on',
        ...ofProcess,
        responses: { 200: ready(checks), 503: notReady(checks) },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'getDescription',
        summary: 'This description',
        ...ofProcess,
        responses: { 200: description, ...instead },
      },
    },
  };
}

/** What all its operations have alike. */
export const ofProcess: Pick<Operation, 'tags' | 'parameters'> = {
  tags: [processTag.name],
  parameters: [parameterRef('X-Correlation-Id')],
};

const live: Response = {
  description: 'It does',
  headers: withHeaders(),
  content: json(exactObject({ status: { const: 'up' } }), { status: 'up' }),
};

function ready(checks: readonly string[]): Response {
  const example = { status: 'up', checks: each(checks, 'up') };
  const schema = exactObject({
    status: { const: 'up' },
    checks: exactObject(each(checks, { const: 'up' })),
  });
  return { description: 'It does', headers: withHeaders(), content: json(schema, example) };
}

function notReady(checks: readonly string[]): Response {
  const example = { status: 'down', checks: each(checks, 'down') };
  const schema = exactObject({
    status: { const: 'down' },
    checks: exactObject(each(checks, { enum: ['up', 'down'] })),
  });
  const headers = withHeaders('Retry-After');
  return { description: 'Something is down', headers, content: json(schema, example) };
}

const description: Response = {
  description: 'An OpenAPI document',
  headers: withHeaders(),
  content: { 'application/json': { schema: { type: 'object', required: ['openapi'] } } },
};

function each<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

function json(schema: Schema, example: { status: string }): Content {
  return { 'application/json': { schema, examples: { [example.status]: { value: example } } } };
}
