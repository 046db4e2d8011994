import { findDocumentFaults } from '@online-shop/local/testing/openapi-faults';
import { openApiDocument } from '../../src/http/openapi';

describe('the description of orders-service', () => {
  it('is valid OpenAPI 3.1, and every example matches its schema', () => {
    expect(findDocumentFaults(openApiDocument)).toEqual([]);
  });
});
