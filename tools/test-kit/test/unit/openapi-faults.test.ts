import type { OpenApiDocument } from '@online-shop/shared/openapi/document';
import { findDocumentFaults } from '../../src/openapi-faults';
import { sampleDocument } from './sample-document';

/** The sample with one thing in its text replaced. */
function withReplaced(part: string, replacement: string): OpenApiDocument {
  const text = JSON.stringify(sampleDocument);
  expect(text).toContain(part);
  return JSON.parse(text.replace(part, replacement));
}

describe('findDocumentFaults', () => {
  it('finds no fault in a valid document', () => {
    expect(findDocumentFaults(sampleDocument)).toEqual([]);
  });

  it.each([
    ['a version that is not 3.1', '"openapi":"3.1.0"', '"openapi":"3.0.0"', '/openapi must match'],
    ['a field that OpenAPI has not', '"summary":"Get a person"', '"sumary":"Get"', '"sumary"'],
    ['no answers at all', '"responses":{"201"', '"answers":{"201"', '/paths/~1people/post'],
    ['a schema of no type', '"age":{"type":"integer"', '"age":{"type":"number of"', '/age/type'],
    ['an integer without a width', ',"maximum":150', '', 'beyond 32 bits needs a format'],
    [
      'a reference to nothing',
      'schemas/Person',
      'schemas/Persona',
      'refers to a component that does not exist',
    ],
    ['a link to nothing', '"operationId":"getPerson"', '"operationId":"get"', 'no operation get'],
    ['an unnamed path parameter', '"/people/{name}"', '"/people/{id}"', 'path parameters name'],
    ['a keyword that is none', '"minLength":1', '"minlength":1', 'unknown keyword: "minlength"'],
    ['an example of another shape', '"age":30', '"age":"30"', 'must be integer'],
    ['a problem example of another status', '"status":413,', '"status":414,', 'constant 413'],
  ])('finds %s', (_, part, replacement, fault) => {
    const faults = findDocumentFaults(withReplaced(part, replacement));
    expect(faults.join('\n')).toContain(fault);
  });
});
