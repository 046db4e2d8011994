import { exampleRequestsOf, statusesOf } from '../../src/openapi-operations';
import { sampleDocument } from './sample-document';

describe('the contents of a document', () => {
  it('include every example of a request, ready to send', () => {
    expect(exampleRequestsOf(sampleDocument)).toEqual([
      { method: 'post', path: '/people', body: { name: 'anna', age: 30 } },
      { method: 'get', path: '/people/anna', body: undefined },
      { method: 'get', path: '/health/live', body: undefined },
      { method: 'get', path: '/health/ready', body: undefined },
      { method: 'get', path: '/openapi.json', body: undefined },
    ]);
  });

  it('include every status of every operation', () => {
    expect(statusesOf(sampleDocument)).toMatchObject({
      'post /people': '201 400 413 415 500 503',
      'get /people/{name}': '200 400 404 500 503',
    });
  });
});
