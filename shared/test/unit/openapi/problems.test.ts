import { Problem } from '../../../src/http/problem';
import type { Response } from '../../../src/openapi/document';
import { problemResponse, problemResponses } from '../../../src/openapi/problems';

const tooLarge = new Problem('body-too-large', 'too much');
const invalid = new Problem('validation', 'wrong: x', {
  errors: [{ in: 'body', path: 'x', message: 'no' }],
});
const unreadable = new Problem('unreadable-body', 'no JSON', { errors: invalid.errors });

describe('a problem response', () => {
  it('contains the problem as an example, named after its kind', () => {
    const { description, content } = problemResponse(tooLarge);
    expect(description).toBe('The body is too large');
    expect(content['application/problem+json']?.examples).toMatchObject({
      'body-too-large': {
        value: { type: 'urn:online-shop:problem:body-too-large', status: 413, detail: 'too much' },
      },
    });
  });

  it('requires the status, and the errors if the problem has errors', () => {
    const schemaOf = (response: Response) => response.content['application/problem+json']?.schema;
    expect(schemaOf(problemResponse(tooLarge))).toMatchObject({
      properties: { status: { const: 413 } },
    });
    expect(schemaOf(problemResponse(tooLarge))).not.toHaveProperty('required');
    expect(schemaOf(problemResponse(invalid))).toMatchObject({ required: ['errors'] });
  });

  it('requires the header fields of the problem', () => {
    const headers = { 'Retry-After': '1' };
    const { headers: described = {} } = problemResponse(
      new Problem('unavailable', 'wait', { headers }),
    );
    expect(Object.keys(described)).toEqual(['X-Correlation-Id', 'Retry-After']);
  });

  it('combines all problems of one status', () => {
    const responses = problemResponses([invalid, tooLarge, unreadable]);
    expect(Object.keys(responses)).toEqual(['400', '413']);
    expect(responses[400]).toEqual(problemResponse(invalid, unreadable));
    expect(responses[400]).toMatchObject({
      description: 'Invalid request; The body cannot be read',
    });
  });
});
