import { schemaRef } from '@online-shop/shared/openapi/references';
import { findDocumentFaults } from '@online-shop/test-kit/openapi-faults';
import { statusesOf } from '@online-shop/test-kit/openapi-operations';
import { createSchemaChecks } from '@online-shop/test-kit/schema-check';
import { openApiDocument } from '../../src/http/openapi';
import { presentOrder } from '../../src/http/orders.presenter';
import { createOrder } from '../../src/orders/order';

const checkOf = createSchemaChecks(openApiDocument);
const accepts = (schema: string, value: object) => checkOf(schemaRef(schema))(value).length === 0;

const request = { userId: 'ann', amount: 1_000, currency: 'RUB', description: '' };
const order = presentOrder(createOrder(request));

describe('the OpenAPI document of orders-service', () => {
  it('is valid OpenAPI 3.1 with examples that match their schemas', () => {
    expect(findDocumentFaults(openApiDocument)).toEqual([]);
  });

  it('lists every operation with all of its possible statuses', () => {
    expect(statusesOf(openApiDocument)).toEqual({
      'post /api/orders': '201 400 413 415 422 500 503',
      'get /api/orders/{orderId}': '200 400 404 500 503',
      'get /api/orders/user/{userId}': '200 400 500 503',
      'get /health/live': '200 400',
      'get /health/ready': '200 400 503',
      'get /openapi.json': '200 400',
      'get /health/details': '200 400',
    });
  });

  it('describes exactly the fields of the presented Order', () => {
    expect(accepts('Order', order)).toBe(true);
    expect(accepts('Order', { ...order, discount: 1 })).toBe(false);
    const { description, ...rest } = order;
    expect(accepts('Order', rest)).toBe(false);
  });

  it.each([
    ['NEW', null, true],
    ['FINISHED', null, true],
    ['CANCELLED', 'ACCOUNT_NOT_FOUND', true],
    ['CANCELLED', 'CURRENCY_MISMATCH', true],
    ['CANCELLED', 'INSUFFICIENT_FUNDS', true],
    ['CANCELLED', null, false],
    ['CANCELLED', 'BAD_WEATHER', false],
    ['FINISHED', 'INSUFFICIENT_FUNDS', false],
    ['NEW', 'INSUFFICIENT_FUNDS', false],
    ['PAID', null, false],
  ])('validates an order with status %s and reason %s: %s', (status, statusReason, isPossible) => {
    expect(accepts('Order', { ...order, status, statusReason })).toBe(isPossible);
  });

  it('accepts a request with and without optional fields, and no unknown field', () => {
    const { userId, amount } = request;
    expect(accepts('PlaceOrder', request)).toBe(true);
    expect(accepts('PlaceOrder', { userId, amount })).toBe(true);
    expect(accepts('PlaceOrder', { userId })).toBe(false);
    expect(accepts('PlaceOrder', { ...request, currency: null })).toBe(false);
    expect(accepts('PlaceOrder', { ...request, status: 'NEW' })).toBe(false);
  });

  it.each([
    ['500 code points', '😀'.repeat(500), true],
    ['501 code points', 'x'.repeat(501), false],
    ['line breaks', 'a\nb\r\n', true],
    ['NUL', 'a\0b', false],
    ['a lone surrogate', 'a\uD800b', false],
  ])('validates a description with %s', (_, description, isPossible) => {
    expect(accepts('PlaceOrder', { ...request, description })).toBe(isPossible);
  });
});
