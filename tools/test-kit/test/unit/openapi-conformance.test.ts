import { Problem, presentProblem } from '@online-shop/shared/http/problem';
import {
  type Answer,
  ConformanceError,
  createConformanceCheck,
} from '../../src/openapi-conformance';
import { sampleDocument } from './sample-document';

const conforms = createConformanceCheck(sampleDocument);
const correlationId = 'of the test';

function answerTo(method: string, url: string, rest: Partial<Answer> = {}): Answer {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'x-correlation-id': correlationId,
    ...rest.headers,
  };
  const body = { name: 'anna', age: 30 };
  return { request: { method, url }, status: 200, body, ...rest, headers };
}

function problemTo(method: string, url: string, problem: Problem, headers = {}): Answer {
  return answerTo(method, url, {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: presentProblem(problem, { target: url, correlationId }),
  });
}

describe('a conformance check', () => {
  it('accepts a response that matches its description', () => {
    expect(() => conforms(answerTo('GET', '/people/anna'))).not.toThrow();
    expect(() => conforms(answerTo('GET', 'http://127.0.0.1:80/people/anna?x=/y'))).not.toThrow();
  });

  it('accepts the described headers and rejects missing headers and other values', () => {
    const created = (headers: object) => {
      return () => conforms(answerTo('POST', '/people', { status: 201, headers: { ...headers } }));
    };
    expect(created({ location: '/people/anna' })).not.toThrow();
    expect(created({ location: '/people/anna', 'idempotency-replayed': 'true' })).not.toThrow();
    expect(created({})).toThrow('the header Location is missing');
    expect(created({ location: '/persons/anna' })).toThrow('the header Location');
    expect(created({ location: '/people/anna', 'idempotency-replayed': 'no' })).toThrow(
      'the header Idempotency-Replayed: the value must be equal to constant "true"',
    );
  });

  it('validates a number in a header as a number', () => {
    const unavailable = (seconds: string) => {
      const problem = new Problem('unavailable', 'try again in a moment');
      return () => conforms(problemTo('GET', '/people/anna', problem, { 'retry-after': seconds }));
    };
    expect(unavailable('1')).not.toThrow();
    expect(unavailable('0')).toThrow('the header Retry-After: the value must be >= 1');
    expect(unavailable('soon')).toThrow('the header Retry-After: the value must be integer');
  });

  it.each([
    ['a field too many', { name: 'anna', age: 30, id: 1 }, 'additional properties "id"'],
    ['a field too few', { name: 'anna' }, "must have required property 'age'"],
    ['a number as text', { name: 'anna', age: '30' }, '/age must be integer'],
    ['a value out of bounds', { name: 'anna', age: -1 }, '/age must be >= 0'],
  ])('refuses %s', (_, body, fault) => {
    expect(() => conforms(answerTo('GET', '/people/anna', { body }))).toThrow(fault);
  });

  it('reports the request and every fault of its response', () => {
    const body = { name: '', age: 30 };
    const bad = answerTo('GET', '/people/anna', {
      body,
      headers: { 'x-correlation-id': undefined },
    });
    expect(() => conforms(bad)).toThrow(ConformanceError);
    expect(() => conforms(bad)).toThrow(
      [
        'GET /people/anna → 200 {"name":"","age":30}',
        'the header X-Correlation-Id is missing',
        'the body: /name must NOT have fewer than 1 characters',
      ].join('\n  '),
    );
  });

  it('rejects a status that the operation does not describe', () => {
    const teapot = answerTo('GET', '/people/anna', { status: 418 });
    expect(() => conforms(teapot)).toThrow('the status 418 is not described');
  });

  it('rejects a content type that is not described', () => {
    const html = answerTo('GET', '/people/anna', { headers: { 'content-type': 'text/html' } });
    expect(() => conforms(html)).toThrow('the content type is text/html, not application/json');
    const bare = answerTo('GET', '/people/anna', { headers: { 'content-type': undefined } });
    expect(() => conforms(bare)).toThrow('the content type is none');
  });

  it('rejects a problem whose status differs from the status of the response', () => {
    const problem = problemTo('GET', '/people/anna', new Problem('internal', 'something broke'));
    expect(() => conforms(problem)).not.toThrow();
    expect(() => conforms({ ...problem, status: 404 })).toThrow('the body: /status');
  });

  it('requires every 400 response to list the invalid fields', () => {
    const problem = new Problem('validation', 'wrong: age');
    expect(() => conforms(problemTo('POST', '/people', problem))).toThrow("property 'errors'");
  });

  it('validates a HEAD response like GET, without a body', () => {
    expect(() => conforms(answerTo('HEAD', '/people/anna', { body: {} }))).not.toThrow();
    const unmarked = answerTo('HEAD', '/people/anna', {
      headers: { 'x-correlation-id': undefined },
    });
    expect(() => conforms(unmarked)).toThrow('X-Correlation-Id is missing');
  });

  it('accepts only 404 for a path that is not described', () => {
    const unknown = new Problem('route-not-found', 'there is nothing at /people/');
    for (const url of ['/people/', '/People/anna', '/people/anna/', '/people/anna/cats', '/']) {
      expect(() => conforms(problemTo('GET', url, unknown))).not.toThrow();
      expect(() => conforms(answerTo('GET', url))).toThrow('the status 200 is not described');
    }
  });

  it('accepts only 405 with Allow for a method that is not described', () => {
    const refused = new Problem('method-not-allowed', 'DELETE is not possible here');
    const allow = { allow: 'GET, HEAD' };
    expect(() => conforms(problemTo('DELETE', '/people/anna', refused, allow))).not.toThrow();
    expect(() => conforms(problemTo('DELETE', '/people/anna', refused))).toThrow(
      'Allow is missing',
    );
    expect(() => conforms(answerTo('DELETE', '/people/anna'))).toThrow('200 is not described');
    expect(() => conforms(answerTo('HEAD', '/people', { status: 201 }))).toThrow('not described');
  });
});
