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
  it('accepts an answer that is as described', () => {
    expect(() => conforms(answerTo('GET', '/people/anna'))).not.toThrow();
    expect(() => conforms(answerTo('GET', 'http://127.0.0.1:80/people/anna?x=/y'))).not.toThrow();
  });

  it('accepts the described headers and refuses their absence and other values', () => {
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

  it('reads a number in a header as one', () => {
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

  it('names the request and everything that is wrong with its answer', () => {
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

  it('refuses a status that the operation does not describe', () => {
    const teapot = answerTo('GET', '/people/anna', { status: 418 });
    expect(() => conforms(teapot)).toThrow('the status 418 is not described');
  });

  it('refuses another content type', () => {
    const html = answerTo('GET', '/people/anna', { headers: { 'content-type': 'text/html' } });
    expect(() => conforms(html)).toThrow('the content type is text/html, not application/json');
    const bare = answerTo('GET', '/people/anna', { headers: { 'content-type': undefined } });
    expect(() => conforms(bare)).toThrow('the content type is none');
  });

  it('refuses a problem that tells another status than the answer has', () => {
    const problem = problemTo('GET', '/people/anna', new Problem('internal', 'something broke'));
    expect(() => conforms(problem)).not.toThrow();
    expect(() => conforms({ ...problem, status: 404 })).toThrow('the body: /status');
  });

  it('demands the fields that are wrong from every 400', () => {
    const problem = new Problem('validation', 'wrong: age');
    expect(() => conforms(problemTo('POST', '/people', problem))).toThrow("property 'errors'");
  });

  it('holds a HEAD to the description of GET, without the body', () => {
    expect(() => conforms(answerTo('HEAD', '/people/anna', { body: {} }))).not.toThrow();
    const unmarked = answerTo('HEAD', '/people/anna', {
      headers: { 'x-correlation-id': undefined },
    });
    expect(() => conforms(unmarked)).toThrow('X-Correlation-Id is missing');
  });

  it('accepts nothing but 404 at an address that is not described', () => {
    const unknown = new Problem('route-not-found', 'there is nothing at /people/');
    for (const url of ['/people/', '/People/anna', '/people/anna/', '/people/anna/cats', '/']) {
      expect(() => conforms(problemTo('GET', url, unknown))).not.toThrow();
      expect(() => conforms(answerTo('GET', url))).toThrow('the status 200 is not described');
    }
  });

  it('accepts nothing but 405 with Allow for a method that is not described', () => {
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
