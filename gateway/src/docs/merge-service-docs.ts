import { describeApi, sharedComponents } from '@online-shop/shared/openapi/create-document';
import { detailsAddress } from '@online-shop/shared/openapi/details-path';
import type { OpenApiDocument } from '@online-shop/shared/openapi/document';
import { mergeDocuments } from '@online-shop/shared/openapi/merge-documents';
import { upstreamResponses } from '@online-shop/shared/openapi/problems';
import { processPaths } from '@online-shop/shared/openapi/process-paths';
import { responseRef } from '@online-shop/shared/openapi/references';

const description = `
Try it in this order. Each example request works as it is:

1. [Open an account](#/Payments/createAccount). The status is 409 if the user has one.
2. [Deposit money](#/Payments/depositMoney).
3. [Place an order](#/Orders/placeOrder). Its status is \`NEW\`.
4. [List the orders](#/Orders/listOrders). The status is now \`FINISHED\`. It would be \`CANCELLED\`,
   with a reason, if the account did not cover the amount.
`;

/**
 * Merges the documents of the services. The gateway's own paths replace equal paths of the
 * services, and each forwarded operation gets the responses that the gateway adds.
 * @throws Error if two services define one name differently
 */
export function mergeServiceDocs(
  documents: readonly OpenApiDocument[],
  { upstreams }: { readonly upstreams: readonly string[] },
): OpenApiDocument {
  return mergeDocuments(documents, {
    info: describeApi({ title: 'Online shop', description }),
    servers: [{ url: '/' }],
    paths: processPaths(upstreams, {
      429: responseRef('TooManyRequests'),
      503: responseRef('Unavailable'),
    }),
    hidden: [detailsAddress],
    responses: upstreamResponses,
    components: sharedComponents,
  });
}
