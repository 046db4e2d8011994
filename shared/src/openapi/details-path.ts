import type { JsonSchema } from '../values/json-schema';
import type { Named, Paths } from './document';
import { withHeaders } from './headers';
import { badRequest, ofProcess } from './process-paths';
import { exactObject } from './schemas';

/** Served on the services' own ports only. The gateway does not forward it. */
export const detailsAddress = '/health/details';

/** What the details of one service have besides those that all services have. */
export interface DetailsFacts {
  readonly schemas?: Named<JsonSchema>;
  readonly examples?: Named<object>;
}

/** Describes `/health/details`: the operating figures of a service. */
export function detailsPath({ schemas = {}, examples = {} }: DetailsFacts): Paths {
  return {
    [detailsAddress]: {
      get: {
        operationId: 'getDetails',
        summary: 'Get operating figures',
        description: 'Returns the last measured figures from memory. Runs no query.',
        ...ofProcess,
        responses: {
          ...badRequest,
          200: {
            description: 'The last measured figures',
            headers: withHeaders(),
            content: {
              'application/json': {
                schema: exactObject({ ...commonSchemas, ...schemas }),
                examples: { quiet: { value: { ...commonExamples, ...examples } } },
              },
            },
          },
        },
      },
    },
  };
}

export const count: JsonSchema = { type: 'integer', format: 'int64', minimum: 0 };

const commonSchemas: Named<JsonSchema> = {
  bus: { enum: ['up', 'down'] },
  routing: exactObject({
    unroutableMessages: {
      ...count,
      description:
        'Messages that no queue took since the start of the process; every attempt counts.',
    },
    unroutableTypes: {
      type: 'array',
      items: { type: 'string' },
      description: 'Message types whose last message no queue took. Not empty: not ready.',
    },
    topologyProblem: {
      type: ['string', 'null'],
      description: 'Why exchange, queues or bindings could not be declared. Not null: not ready.',
    },
  }),
  deadLetters: exactObject({
    count: {
      type: ['integer', 'null'],
      minimum: 0,
      description:
        'Messages of this service that exhausted their retries. Null before the first count.',
    },
    measuredAt: { type: ['string', 'null'], format: 'date-time' },
  }),
  contradictions: {
    ...count,
    description:
      'Messages that contradicted what is on record, since the start of the process. Each is an alarm.',
  },
  retention: exactObject({
    deleted: { ...count, description: 'Rows deleted since the process started.' },
  }),
};

const commonExamples = {
  bus: 'up',
  routing: { unroutableMessages: 0, unroutableTypes: [], topologyProblem: null },
  deadLetters: { count: 0, measuredAt: '2026-01-02T03:04:05.678Z' },
  contradictions: 0,
  retention: { deleted: 0 },
};

const outboxSchemas: Named<JsonSchema> = {
  outbox: exactObject({
    pending: {
      ...count,
      description: 'Messages that wait to be published. Counted up to the bound plus one.',
    },
    oldestSeconds: { ...count, description: 'Age of the oldest waiting message, in seconds.' },
    isAcceptingWrites: {
      type: 'boolean',
      description: 'False while the outbox is beyond a bound: new work is rejected or held.',
    },
    measuredAt: { type: ['string', 'null'], format: 'date-time' },
  }),
};

const outboxExamples = {
  outbox: {
    pending: 0,
    oldestSeconds: 0,
    isAcceptingWrites: true,
    measuredAt: '2026-01-02T03:04:05.678Z',
  },
};

/** The details of a service that has an outbox. */
export function outboxDetails({ schemas = {}, examples = {} }: DetailsFacts = {}): DetailsFacts {
  return {
    schemas: { ...outboxSchemas, ...schemas },
    examples: { ...outboxExamples, ...examples },
  };
}
