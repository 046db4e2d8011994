import { findDocumentFaults } from '@online-shop/test-kit/openapi-faults';
import { describeApi, sharedComponents } from '../../../src/openapi/create-document';
import type { OpenApiDocument } from '../../../src/openapi/document';
import { type MergeOptions, mergeDocuments } from '../../../src/openapi/merge-documents';
import { upstreamResponses } from '../../../src/openapi/problems';
import { processPaths } from '../../../src/openapi/process-paths';
import { responseRef } from '../../../src/openapi/references';
import { describeService } from './sample-documents';

const options: MergeOptions = {
  info: describeApi({ title: 'Zoo', description: 'Animals.' }),
  servers: [{ url: '/' }],
  components: sharedComponents,
  paths: processPaths(['cats', 'dogs']),
  responses: upstreamResponses,
};
const cats = describeService('cat');
const dogs = describeService('dog');

function mergeWith(changed: Partial<OpenApiDocument>) {
  return () => mergeDocuments([cats, { ...dogs, ...changed }], options);
}

describe('mergeDocuments', () => {
  const merged = mergeDocuments([cats, dogs], options);

  it('returns one valid document', () => {
    expect(findDocumentFaults(merged)).toEqual([]);
    expect(merged).toMatchObject({
      info: options.info,
      servers: [{ url: '/' }],
    });
  });

  it('keeps the order of the documents and appends the own paths', () => {
    const own = ['/health/live', '/health/ready', '/openapi.json'];
    expect(Object.keys(merged.paths)).toEqual(['/cat', '/dog', ...own]);
  });

  it('lists a tag of several documents last', () => {
    expect(merged.tags.map(({ name }) => name)).toEqual(['cat', 'dog', 'Process']);
  });

  it('lists equal components once and omits unused components', () => {
    expect(merged.components.schemas).toEqual({
      ...cats.components.schemas,
      ...dogs.components.schemas,
    });
    const { responses } = merged.components;
    expect(responses).toMatchObject(cats.components.responses);
    const added = Object.keys(responses).filter((name) => !cats.components.responses[name]);
    expect(added.sort()).toEqual([
      'BadGateway',
      'GatewayTimeout',
      'RequestTimeout',
      'TooManyRequests',
    ]);
  });

  it('replaces paths of the documents with equal own paths', () => {
    const ready = JSON.stringify(merged.paths['/health/ready']);
    expect(ready).toContain('"dogs"');
    expect(ready).not.toContain('"database"');
  });

  it('omits hidden paths', () => {
    const own = { '/details': {} };
    const documents = [cats, dogs].map((each) => ({ ...each, paths: { ...each.paths, ...own } }));
    expect(mergeDocuments(documents, { ...options, hidden: ['/details'] })).toEqual(merged);
    expect(() => mergeDocuments(documents, options)).toThrow('define the path /details');
  });

  it('adds the responses only to the operations of the documents', () => {
    expect(merged.paths['/cat']?.get?.responses).toEqual({
      ...cats.paths['/cat']?.get?.responses,
      ...upstreamResponses,
    });
    expect(Object.keys(merged.paths['/health/live']?.get?.responses ?? {})).toEqual(['200', '400']);
  });

  it('keeps the response of an operation if an added response has the same status', () => {
    const responses = { 503: responseRef('GatewayTimeout') };
    const { paths } = mergeDocuments([cats], { ...options, responses });
    expect(paths['/cat']?.get?.responses[503]).toEqual(responseRef('Unavailable'));
  });

  it('merges documents parsed from JSON without changing them', () => {
    const texts = [JSON.stringify(cats), JSON.stringify(dogs)];
    const parsed = texts.map((text) => JSON.parse(text) as OpenApiDocument);
    expect(mergeDocuments(parsed, options)).toEqual(merged);
    expect(parsed.map((document) => JSON.stringify(document))).toEqual(texts);
  });

  it('rejects two different components with the same name', () => {
    const schemas = { ...dogs.components.schemas, Problem: { type: 'integer' } } as const;
    const components = { ...dogs.components, schemas };
    expect(mergeWith({ components })).toThrow('define the schema Problem differently');
    const name = 'Retry-After';
    const headers = { ...dogs.components.headers, [name]: { description: '', schema: {} } };
    expect(mergeWith({ components: { ...dogs.components, headers } })).toThrow(`header ${name}`);
  });

  it('rejects two different tags with the same name', () => {
    const tags = [{ name: 'cat', description: 'Not for dogs.' }];
    expect(mergeWith({ tags })).toThrow('define the tag cat differently');
  });

  it('rejects a path or an operationId that two documents define', () => {
    expect(mergeWith({ paths: cats.paths })).toThrow('define the path /cat');
    const paths = { '/dog': cats.paths['/cat'] ?? {} };
    expect(mergeWith({ paths })).toThrow('define the operationId get_cat');
  });
});
