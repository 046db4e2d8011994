import type { Named, Paths, Schema } from './document';
import { withHeaders } from './headers';
import { ofProcess } from './process-paths';
import { exactObject } from './schemas';

/** On the services' own ports alone: no public door leads there. */
export const detailsAddress = '/health/details';

/** What one kind of service tells of itself beside what all do. */
export interface DetailsFacts {
  readonly schemas?: Named<Schema>;
  readonly examples?: Named<object>;
}

/** The numbers that a service knows of itself, for whoever operates it. */
export function detailsPath({ schemas = {}, examples = {} }: DetailsFacts): Paths {
  return {
    [detailsAddress]: {
      get: {
        operationId: 'getDetails',
        summary: 'What the process knows of itself, in numbers',
        ...ofProcess,
        responses: {
          200: {
            description: 'As it was seen last: asking costs no query',
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

export const count: Schema = { type: 'integer', minimum: 0 };

const commonSchemas: Named<Schema> = {
  bus: { enum: ['up', 'down'] },
  outbox: exactObject({
    pending: { ...count, description: 'Messages to be published; one beyond the bound at most.' },
    oldestSeconds: { ...count, description: 'Since when the oldest of them waits.' },
    isAcceptingWrites: {
      type: 'boolean',
      description: 'False beyond a bound: what would add to it is refused or held.',
    },
    measuredAt: { type: ['string', 'null'], format: 'date-time' },
  }),
  retention: exactObject({
    deleted: { ...count, description: 'Rows deleted since the start of the process.' },
  }),
};

const commonExamples = {
  bus: 'up',
  outbox: {
    pending: 0,
    oldestSeconds: 0,
    isAcceptingWrites: true,
    measuredAt: '2026-01-02T03:04:05.678Z',
  },
  retention: { deleted: 0 },
};
