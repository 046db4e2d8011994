import { findDocumentFaults } from '@online-shop/test-kit/openapi-faults';
import { describeApi, sharedComponents } from '../../../src/openapi/create-document';
import type { OpenApiDocument } from '../../../src/openapi/document';
import { type MergeOptions, mergeDocuments } from '../../../src/openapi/merge-documents';
import { upstreamResponses } from '../../../src/openapi/problems';
import { processPaths } from '../../../src/openapi/process-paths';
import { responseRef } from '../../../src/openapi/references';
import { describeService } from './sample-documents';

const door: MergeOptions = {
  info: describeApi({ title: 'Zoo', description: 'Animals.' }),
  servers: [{ url: '/' }],
  components: sharedComponents,
  paths: processPaths(['cats', 'dogs']),
  responses: upstreamResponses,
};
const cats = describeService('cat');
const dogs = describeService('dog');

function mergeWith(changed: Partial<OpenApiDocument>) {
  return () => mergeDocuments([cats, { ...dogs, ...changed }], door);
}

describe('mergeDocuments', () => {
  const merged = mergeDocuments([cats, dogs], door);

  it('makes one valid document of all', () => {
    expect(findDocumentFaults(merged)).toEqual([]);
    expect(merged).toMatchObject({
      info: door.info,
      servers: [{ url: '/' }],
    });
  });

  it('keeps the order of the documents, and the addresses of the merging side last', () => {
    const own = ['/health/live', '/health/ready', '/openapi.json'];
    expect(Object.keys(merged.paths)).toEqual(['/cat', '/dog', ...own]);
  });

  it('lists a tag of several documents last', () => {
    expect(merged.tags.map(({ name }) => name)).toEqual(['cat', 'dog', 'Process']);
  });

  it('lists equal components once, and only those that are used', () => {
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

  it('takes the word of the merging side on the addresses that it answers itself', () => {
    const ready = JSON.stringify(merged.paths['/health/ready']);
    expect(ready).toContain('"dogs"');
    expect(ready).not.toContain('"database"');
  });

  it('leaves out the addresses that the merging side does not lead to', () => {
    const own = { '/details': {} };
    const documents = [cats, dogs].map((each) => ({ ...each, paths: { ...each.paths, ...own } }));
    expect(mergeDocuments(documents, { ...door, hidden: ['/details'] })).toEqual(merged);
    expect(() => mergeDocuments(documents, door)).toThrow('describe the path /details');
  });

  it('adds what may happen on the way to the operations of the documents alone', () => {
    expect(merged.paths['/cat']?.get?.responses).toEqual({
      ...cats.paths['/cat']?.get?.responses,
      ...upstreamResponses,
    });
    expect(Object.keys(merged.paths['/health/live']?.get?.responses ?? {})).toEqual(['200', '400']);
  });

  it('leaves an operation its own word on a status', () => {
    const responses = { 503: responseRef('GatewayTimeout') };
    const { paths } = mergeDocuments([cats], { ...door, responses });
    expect(paths['/cat']?.get?.responses[503]).toEqual(responseRef('Unavailable'));
  });

  it('merges documents that went through JSON, and leaves them as they are', () => {
    const texts = [JSON.stringify(cats), JSON.stringify(dogs)];
    const parsed = texts.map((text) => JSON.parse(text) as OpenApiDocument);
    expect(mergeDocuments(parsed, door)).toEqual(merged);
    expect(parsed.map((document) => JSON.stringify(document))).toEqual(texts);
  });

  it('refuses two components that mean different things by one name', () => {
    const schemas = { ...dogs.components.schemas, Problem: { type: 'integer' } } as const;
    const components = { ...dogs.components, schemas };
    expect(mergeWith({ components })).toThrow('different things by the schema Problem');
    const name = 'Retry-After';
    const headers = { ...dogs.components.headers, [name]: { description: '', schema: {} } };
    expect(mergeWith({ components: { ...dogs.components, headers } })).toThrow(`header ${name}`);
  });

  it('refuses two tags that mean different things by one name', () => {
    const tags = [{ name: 'cat', description: 'Not for dogs.' }];
    expect(mergeWith({ tags })).toThrow('different things by the tag cat');
  });

  it('refuses an address or an operationId that two documents describe', () => {
    expect(mergeWith({ paths: cats.paths })).toThrow('describe the path /cat');
    const paths = { '/dog': cats.paths['/cat'] ?? {} };
    expect(mergeWith({ paths })).toThrow('describe the operationId get_cat');
  });
});
