import type { SqlTransaction } from '@online-shop/shared/database/client';
import { inTransaction } from '@online-shop/shared/database/transaction';
import { ConflictError } from '@online-shop/shared/errors/conflict-error';
import { recordAnswers } from '@online-shop/shared/idempotency/idempotency';
import type { IdempotencyKey } from '@online-shop/shared/idempotency/idempotency-key';
import { useDatabase } from '../../support/database';

const database = useDatabase();

function request(answer: unknown, facts: Partial<IdempotencyKey> = {}) {
  const key = { userId: 'ann', path: '/api/orders', key: 'k', requestHash: 'h' };
  return { idempotency: { ...key, ...facts }, answer };
}

beforeEach(() => database.client.idempotencyRecord.deleteMany());

describe('idempotency records', () => {
  it('keep the first response, for any JSON value', async () => {
    const answers = [{ a: [1, null, 'x "y" \\ 🛒'] }, 'text', 1, null, true, [], { '': {} }];
    for (const [i, answer] of answers.entries()) {
      const first = request(answer, { key: String(i) });
      expect(await recordAnswers(database.client, [first])).toEqual([{ kind: 'first' }]);
      const again = request('another answer', { key: String(i) });
      const outcomes = await recordAnswers(database.client, [again]);
      expect(outcomes).toEqual([{ kind: 'replay', answer }]);
    }
  });

  it('detect another request under the same key', async () => {
    await recordAnswers(database.client, [request(1)]);
    const other = request(2, { requestHash: 'other' });
    expect(await recordAnswers(database.client, [other])).toEqual([{ kind: 'mismatch' }]);
  });

  it.each([{ userId: 'bob' }, { path: '/api/payments/deposit' }, { key: 'K' }])(
    'do not match another request scope: %p',
    async (facts) => {
      await recordAnswers(database.client, [request(1)]);
      expect(await recordAnswers(database.client, [request(2, facts)])).toEqual([
        { kind: 'first' },
      ]);
    },
  );

  it('distinguish scopes whose concatenated texts are equal', async () => {
    const one = request(1, { userId: 'a', path: '/b', key: 'c,d' });
    const other = request(2, { userId: 'a', path: '/b,c', key: 'd' });
    expect(await recordAnswers(database.client, [one, other])).toEqual([
      { kind: 'first' },
      { kind: 'first' },
    ]);
  });

  it('treat requests of one call like consecutive requests', async () => {
    const outcomes = await recordAnswers(database.client, [
      request('first'),
      request('second'),
      request('third', { requestHash: 'other' }),
      request('fourth', { key: 'another' }),
    ]);
    expect(outcomes).toEqual([
      { kind: 'first' },
      { kind: 'replay', answer: 'first' },
      { kind: 'mismatch' },
      { kind: 'first' },
    ]);
  });

  it('can be read through the model', async () => {
    await recordAnswers(database.client, [request({ id: 7 })]);
    expect(await database.client.idempotencyRecord.findMany()).toEqual([
      {
        ...request(null).idempotency,
        ...{ answer: { id: 7 }, createdAt: expect.any(Date) },
      },
    ]);
  });

  it('treat a request as the first if its record is deleted during the lookup', async () => {
    const { client } = database;
    await recordAnswers(client, [request('past its retention')]);
    let statements = 0;
    const lookedUpTooLate = (tx: SqlTransaction): SqlTransaction => ({
      async $queryRaw<T>(query: TemplateStringsArray, ...values: unknown[]) {
        const rows = await tx.$queryRaw<T>(query, ...values);
        statements += 1;
        if (statements === 1) await client.idempotencyRecord.deleteMany();
        return rows;
      },
      $executeRaw: (query, ...values) => tx.$executeRaw(query, ...values),
    });

    const failing = recordAnswers(lookedUpTooLate(client), [request('new')]);
    await expect(failing).rejects.toThrow(ConflictError);

    await recordAnswers(client, [request('past its retention')]);
    statements = 0;
    const outcomes = await inTransaction(client, (tx) =>
      recordAnswers(lookedUpTooLate(tx), [request('new')]),
    );
    expect(outcomes).toEqual([{ kind: 'first' }]);
  });
});
