import { Problem } from '@online-shop/shared/http/problem';
import { createDocument } from '@online-shop/shared/openapi/create-document';
import { answer, get, post } from '@online-shop/shared/openapi/operations';
import { exactObject } from '@online-shop/shared/openapi/schemas';
import type { JsonSchema } from '@online-shop/shared/values/json-schema';

const anna = { name: 'anna', age: 30 };
const location: JsonSchema = { type: 'string', pattern: '^/people/\\w+$' };

/** The description of a service with one kind of thing. */
export const sampleDocument = createDocument({
  title: 'People',
  description: 'Who there is.',
  tag: { name: 'People', description: 'Added and read.' },
  checks: ['database'],
  schemas: {
    Person: exactObject({
      name: { type: 'string', minLength: 1 },
      age: { type: 'integer', minimum: 0, maximum: 150 },
    }),
  },
  paths: {
    '/people': {
      post: post({
        operationId: 'addPerson',
        summary: 'Add a person',
        description: 'Adds a person.',
        body: { schema: 'Person', examples: { Anna: anna } },
        success: {
          201: answer({
            description: 'The person',
            schema: 'Person',
            examples: { Anna: anna },
            sharedHeaders: ['Idempotency-Replayed'],
            headers: { Location: { required: true, description: 'Where', schema: location } },
            links: {
              person: { operationId: 'getPerson', parameters: { name: '$response.body#/name' } },
            },
          }),
        },
      }),
    },
    '/people/{name}': {
      get: get({
        operationId: 'getPerson',
        summary: 'Get a person',
        description: 'Returns a person.',
        parameters: [
          {
            name: 'name',
            in: 'path',
            required: true,
            description: 'Whom',
            schema: { type: 'string' },
            example: 'anna',
          },
        ],
        success: {
          200: answer({ description: 'The person', schema: 'Person', examples: { Anna: anna } }),
        },
        problems: [new Problem('route-not-found', 'there is no cat of that name')],
      }),
    },
  },
});
