import { findDocumentFaults } from '@online-shop/test-kit/openapi-faults';
import { version as packageVersion } from '../../../package.json';
import { sharedComponents } from '../../../src/openapi/create-document';
import { methods, type Operation } from '../../../src/openapi/document';
import { operationsOf } from '../../../src/openapi/map-operations';
import { answer, list, post } from '../../../src/openapi/operations';
import { resolveRef } from '../../../src/openapi/references';
import { describeService } from './sample-documents';

const document = describeService('cat');
const shared = { components: sharedComponents };

/** Returns the names of the operation's parameters and of the response's header fields. */
function namesIn(operation: Operation, status: number) {
  const response = operation.responses[status];
  return {
    parameters: (operation.parameters ?? []).map((ref) => resolveRef(shared, ref).name),
    headers: Object.keys((response && resolveRef(shared, response).headers) ?? {}),
  };
}

const success = { 200: answer({ description: 'It', schema: 'cat', examples: {} }) };

describe('createDocument', () => {
  it('returns valid OpenAPI 3.1 whose examples match their schemas', () => {
    expect(findDocumentFaults(document)).toEqual([]);
  });

  it('uses the version of the packages', () => {
    expect(document.info.version).toBe(packageVersion);
  });

  it('describes X-Correlation-Id in the parameters and responses of every operation', () => {
    const operations = operationsOf(document.paths);
    expect(operations).toHaveLength(4);
    for (const operation of operations) {
      expect(namesIn(operation, 200).parameters).toContain('X-Correlation-Id');
      for (const status of Object.keys(operation.responses)) {
        expect(namesIn(operation, Number(status)).headers).toContain('X-Correlation-Id');
      }
    }
  });

  it('describes Retry-After in every 503 response', () => {
    const operations = operationsOf(document.paths).filter(({ responses }) => responses[503]);
    expect(operations.map(({ operationId }) => operationId)).toEqual(['get_cat', 'getReadiness']);
    for (const operation of operations) {
      expect(namesIn(operation, 503).headers).toContain('Retry-After');
    }
  });

  it('tags its own operations with its tag, and the process operations with Process', () => {
    const tags = operationsOf(document.paths).map((operation) => operation.tags);
    expect(tags).toEqual([['cat'], ['Process'], ['Process'], ['Process']]);
    expect(document.tags.map(({ name }) => name)).toEqual(['cat', 'Process']);
  });

  it('uses only the methods that mergeDocuments supports', () => {
    for (const item of Object.values(document.paths)) {
      expect(methods).toEqual(expect.arrayContaining(Object.keys(item)));
    }
  });
});

describe('operations', () => {
  const facts = { operationId: 'it', summary: 'It', description: 'It.' };

  it('describe the Idempotency-Key, 413 and 415 of a POST', () => {
    const operation = post({ ...facts, body: { schema: 'cat', examples: {} }, success });
    expect(namesIn(operation, 200).parameters).toContain('Idempotency-Key');
    expect(Object.keys(operation.responses)).toEqual(['200', '400', '413', '415', '500', '503']);
  });

  it('describe the paging parameters and the link to the next page of a list', () => {
    const page = { description: 'Cats', schema: 'cat', examples: {} };
    const operation = list({ ...facts, page });
    expect(namesIn(operation, 200).parameters.slice(0, 3)).toEqual(['userId', 'limit', 'cursor']);
    expect(operation.responses[200]).toMatchObject({
      links: {
        nextPage: { operationId: 'it', parameters: { cursor: '$response.body#/nextCursor' } },
      },
    });
  });
});
