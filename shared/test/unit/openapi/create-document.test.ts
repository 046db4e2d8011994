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

/** The names of the operation's parameters and header fields of the answer. */
function namesIn(operation: Operation, status: number) {
  const response = operation.responses[status];
  return {
    parameters: (operation.parameters ?? []).map((ref) => resolveRef(shared, ref).name),
    headers: Object.keys((response && resolveRef(shared, response).headers) ?? {}),
  };
}

const success = { 200: answer({ description: 'It', schema: 'cat', examples: {} }) };

describe('a described service', () => {
  it('is valid OpenAPI 3.1, with examples that match their schemas', () => {
    expect(findDocumentFaults(document)).toEqual([]);
  });

  it('has the version of the packages', () => {
    expect(document.info.version).toBe(packageVersion);
  });

  it('says on every operation that the correlation id is taken and given back', () => {
    const operations = operationsOf(document.paths);
    expect(operations).toHaveLength(4);
    for (const operation of operations) {
      expect(namesIn(operation, 200).parameters).toContain('X-Correlation-Id');
      for (const status of Object.keys(operation.responses)) {
        expect(namesIn(operation, Number(status)).headers).toContain('X-Correlation-Id');
      }
    }
  });

  it('says with every 503 when to come back', () => {
    const answers = operationsOf(document.paths).filter(({ responses }) => responses[503]);
    expect(answers.map(({ operationId }) => operationId)).toEqual(['get_cat', 'getReadiness']);
    for (const operation of answers) {
      expect(namesIn(operation, 503).headers).toContain('Retry-After');
    }
  });

  it('puts its own operations under its tag, and those of the process under another', () => {
    const tags = operationsOf(document.paths).map((operation) => operation.tags);
    expect(tags).toEqual([['cat'], ['Process'], ['Process'], ['Process']]);
    expect(document.tags.map(({ name }) => name)).toEqual(['cat', 'Process']);
  });

  it('has nothing but the methods that a merge keeps', () => {
    for (const item of Object.values(document.paths)) {
      expect(methods).toEqual(expect.arrayContaining(Object.keys(item)));
    }
  });
});

describe('the kinds of operation', () => {
  const facts = { operationId: 'it', summary: 'It', description: 'It.' };

  it('let a POST be repeated under a key, and refuse what is no JSON body', () => {
    const operation = post({ ...facts, body: { schema: 'cat', examples: {} }, success });
    expect(namesIn(operation, 200).parameters).toContain('Idempotency-Key');
    expect(Object.keys(operation.responses)).toEqual(['200', '400', '413', '415', '500', '503']);
  });

  it('let a list be read page by page', () => {
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
