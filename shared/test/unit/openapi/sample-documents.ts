import { createDocument } from '../../../src/openapi/create-document';
import type { OpenApiDocument } from '../../../src/openapi/document';
import { answer, get } from '../../../src/openapi/operations';
import { exactObject } from '../../../src/openapi/schemas';

/** Describes a service with one operation, `GET /<thing>`. */
export function describeService(thing: string): OpenApiDocument {
  const example = { name: thing };
  return createDocument({
    title: thing,
    description: `All about the ${thing}.`,
    tag: { name: thing, description: 'To be read.' },
    checks: ['database'],
    schemas: { [thing]: exactObject({ name: { type: 'string' } }) },
    paths: {
      [`/${thing}`]: {
        get: get({
          operationId: `get_${thing}`,
          summary: `Get the ${thing}`,
          description: `Returns the ${thing}.`,
          success: {
            200: answer({ description: 'It', schema: thing, examples: { It: example } }),
          },
        }),
      },
    },
  });
}
