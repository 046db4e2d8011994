import { readApiVersion } from '@online-shop/shared/openapi/api-version';
import { conventions } from '@online-shop/shared/openapi/conventions';
import { detailsAddress } from '@online-shop/shared/openapi/details-path';
import type { OpenApiDocument } from '@online-shop/shared/openapi/document';
import { mergeDocuments } from '@online-shop/shared/openapi/merge-documents';
import { upstreamResponses } from '@online-shop/shared/openapi/problems';
import { processPaths } from '@online-shop/shared/openapi/process-paths';
import { responseRef } from '@online-shop/shared/openapi/references';

const intro =
  'Open an account, put money on it, place an order, and read it again a moment later: ' +
  'it is FINISHED, or CANCELLED with its reason.';

/**
 * The services' descriptions as one: what the gateway answers itself in place of their word on it,
 * and what may happen on the way added to each operation.
 * @throws Error where two services mean different things by one name
 */
export function describeWhole(documents: readonly OpenApiDocument[]): OpenApiDocument {
  return mergeDocuments(documents, {
    title: 'Online shop',
    version: readApiVersion(),
    description: `${intro}\n${conventions}`,
    servers: [{ url: '/' }],
    paths: processPaths(['orders', 'payments'], {
      429: responseRef('TooManyRequests'),
      503: responseRef('Unavailable'),
    }),
    hidden: [detailsAddress],
    responses: upstreamResponses,
  });
}
