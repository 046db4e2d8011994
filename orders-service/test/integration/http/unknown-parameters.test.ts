import { type ExampleRequest, exampleRequestsOf } from '@online-shop/test-kit/openapi-operations';
import { unknownQueries } from '@online-shop/test-kit/wrong-values';
import { openApiDocument } from '../../../src/http/openapi';
import { useApi } from '../../support/api';

const api = useApi();

/** One request of each operation. */
const requests = new Map(
  exampleRequestsOf(openApiDocument).map((each) => [`${each.method} ${each.path}`, each]),
);

/** Sends a request with a query string, and returns the fields that the 400 names. */
async function invalidFieldsOf(example: ExampleRequest, query: string): Promise<string[]> {
  const { method, path, body } = example;
  const answer = await api.send(method, `${path}?${query}`).send(body).expect(400);
  return answer.body.errors.map((each: { in: string; path: string }) => `${each.in} ${each.path}`);
}

describe.each([...requests])('%s', (_, example) => {
  it.each(unknownQueries)('rejects ?%s and names its parameters', async (query, names) => {
    const expected = names.map((name) => `query ${name}`);
    expect(await invalidFieldsOf(example, query)).toEqual(expected);
  });
});
