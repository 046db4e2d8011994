import { createSchemaChecks } from '@online-shop/test-kit/schema-check';
import { createId } from '../../../src/ids/uuid-v7';
import { sharedComponents } from '../../../src/openapi/create-document';
import { schemaRef } from '../../../src/openapi/references';
import { isAmount } from '../../../src/values/amount';
import { isUserId } from '../../../src/values/user-id';
import { describeService } from './sample-documents';

const checkOf = createSchemaChecks({ ...describeService('cat'), components: sharedComponents });
const accepts = (schema: string, value: unknown) => checkOf(schemaRef(schema))(value).length === 0;

describe('the shared schemas', () => {
  it.each([
    ...['a', '7', 'alice', 'a.b_c:d@e-f', '._:@-x', 'x._:@-', 'A'.repeat(64)],
    ...['', '.', '._:@-', 'a b', 'a/b', 'ä', 'a\n', 'a'.repeat(65), 7, null, ['a'], {}],
  ])('accept the userId %j if and only if the service accepts it', (userId) => {
    expect(accepts('UserId', userId)).toBe(isUserId(userId));
  });

  it.each([
    ...[
      1,
      1e2,
      999_999_999_999,
      1_000_000_000_000,
      0,
      -1,
      1.5,
      2 ** 53,
      '10',
      '1',
      null,
      [10],
      true,
    ],
  ])('accept the amount %j if and only if the service accepts it', (amount) => {
    expect(accepts('Amount', amount)).toBe(isAmount(amount));
  });

  it('accept only UUID v7 in lower case as IDs', () => {
    const id = createId();
    expect(accepts('Id', id)).toBe(true);
    expect(accepts('Id', id.toUpperCase())).toBe(false);
    expect(accepts('Id', '6f1b1c1e-9a4e-4c53-8a44-3f6f5e1a2b3c')).toBe(false);
  });

  it('accept only UTC timestamps with milliseconds', () => {
    expect(accepts('Timestamp', new Date(0).toISOString())).toBe(true);
    expect(accepts('Timestamp', '1970-01-01T00:00:00Z')).toBe(false);
    expect(accepts('Timestamp', '1970-01-01T03:00:00.000+03:00')).toBe(false);
    expect(accepts('Timestamp', '1970-13-01T00:00:00.000Z')).toBe(false);
  });
});
