import { createId } from '@online-shop/shared/ids/uuid-v7';
import { schemaRef } from '@online-shop/shared/openapi/references';
import { findDocumentFaults } from '@online-shop/test-kit/openapi-faults';
import { statusesOf } from '@online-shop/test-kit/openapi-operations';
import { createSchemaChecks } from '@online-shop/test-kit/schema-check';
import { maxBalance } from '../../src/accounts/account';
import { presentAccount, presentTransaction } from '../../src/http/accounts.presenter';
import { openApiDocument } from '../../src/http/openapi';

const checkOf = createSchemaChecks(openApiDocument);
const accepts = (schema: string, value: object) => checkOf(schemaRef(schema))(value).length === 0;

const now = new Date();
const order = '01920f3c-5b1e-7c4d-8a6f-2b9d0e1f3a57';
const account = presentAccount({
  ...{ id: createId(), userId: 'ann', currency: 'RUB', balance: 0 },
  ...{ createdAt: now, updatedAt: now },
});
const deposit = presentTransaction({
  ...{ id: createId(), accountId: account.id, number: 1, kind: 'DEPOSIT' },
  ...{ amount: 500, balanceAfter: 500, orderId: null, createdAt: now },
});

describe('the OpenAPI document of payments-service', () => {
  it('is valid OpenAPI 3.1 with examples that match their schemas', () => {
    expect(findDocumentFaults(openApiDocument)).toEqual([]);
  });

  it('lists every operation with all of its possible statuses', () => {
    expect(statusesOf(openApiDocument)).toEqual({
      'post /api/payments/accounts': '201 400 409 413 415 422 500 503',
      'post /api/payments/deposit': '200 400 404 413 415 422 500 503',
      'get /api/payments/accounts/{userId}': '200 400 404 500 503',
      'get /api/payments/accounts/{userId}/transactions': '200 400 404 500 503',
      'get /health/live': '200 400',
      'get /health/ready': '200 400 503',
      'get /openapi.json': '200 400',
      'get /health/details': '200 400',
    });
  });

  it('describes exactly the fields of the presented Account', () => {
    expect(accepts('Account', account)).toBe(true);
    expect(accepts('Account', { ...account, owner: 'ann' })).toBe(false);
    const { currency, ...rest } = account;
    expect(accepts('Account', rest)).toBe(false);
  });

  it.each([
    [0, true],
    [maxBalance, true],
    [-1, false],
    [maxBalance + 1, false],
    [0.5, false],
  ])('validates a balance of %d: %s', (balance, isPossible) => {
    expect(accepts('Account', { ...account, balance })).toBe(isPossible);
  });

  it.each([
    ['DEPOSIT', 500, null, true],
    ['PAYMENT', -500, order, true],
    ['DEPOSIT', -500, null, false],
    ['DEPOSIT', 500, order, false],
    ['PAYMENT', 500, order, false],
    ['PAYMENT', -500, null, false],
    ['REFUND', 500, null, false],
  ])('validates a %s of %d for the order %s: %s', (kind, amount, orderId, isPossible) => {
    expect(accepts('Transaction', { ...deposit, kind, amount, orderId })).toBe(isPossible);
  });

  it('accepts requests with exactly their fields', () => {
    expect(accepts('CreateAccount', { userId: 'ann' })).toBe(true);
    expect(accepts('CreateAccount', { userId: 'ann', currency: 'USD' })).toBe(true);
    expect(accepts('CreateAccount', { userId: 'ann', balance: 1 })).toBe(false);
    expect(accepts('Deposit', { userId: 'ann', amount: 1 })).toBe(true);
    expect(accepts('Deposit', { userId: 'ann', amount: 0 })).toBe(false);
    expect(accepts('Deposit', { userId: 'ann', amount: 1, currency: 'RUB' })).toBe(false);
  });
});
