import { runCheck } from './support/run-check';

const document = {
  openapi: '3.1.0',
  info: {
    title: 'Orders',
    version: '1.0.0',
    description: 'Orders.',
    contact: { name: 'The maintainers' },
    license: { name: 'MIT License', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
  security: [],
  tags: [{ name: 'Orders', description: 'Orders.' }],
  paths: {
    '/orders': {
      get: {
        operationId: 'listOrders',
        summary: 'List orders',
        description: 'Lists orders.',
        tags: ['Orders'],
        responses: { 200: { description: 'The orders' }, 400: { description: 'Invalid' } },
      },
    },
  },
};

/** Each service has the document, or this text of it with one thing replaced. */
function checkDocuments(part = '', replacement = '') {
  const text = JSON.stringify(document);
  expect(text).toContain(part);
  const source = `exports.openApiDocument = ${text.replace(part, replacement)};`;
  return runCheck('openapi.mjs', {
    'services.json': JSON.stringify([
      { name: 'orders', folder: 'orders-service' },
      { name: 'payments', folder: 'payments-service' },
    ]),
    'orders-service/dist/http/openapi.js': source,
    'payments-service/dist/http/openapi.js': source,
    'gateway/dist/docs/merge-service-docs.js': 'exports.mergeServiceDocs = ([first]) => first;',
  });
}

describe('check:openapi', () => {
  test('accepts valid documents', () => {
    const { exitCode, output } = checkDocuments();
    expect(output).toBe('✓ the OpenAPI documents pass Redocly and Spectral\n');
    expect(exitCode).toBe(0);
  });

  test.each([
    ['an error of Redocly', '"security":[],', '', 'security-defined: '],
    ['a warning of Redocly', ',"400":{"description":"Invalid"}', '', 'operation-4xx-response: '],
    ['a warning of Spectral', '"description":"Lists orders.",', '', 'operation-description: '],
  ])('reports %s in each document', (_, part, replacement, finding) => {
    const { exitCode, output } = checkDocuments(part, replacement);
    for (const name of ['orders-service', 'payments-service', 'gateway']) {
      expect(output).toMatch(new RegExp(`^  ${name} #.* ${finding}`, 'm'));
    }
    expect(exitCode).toBe(1);
  });
});
