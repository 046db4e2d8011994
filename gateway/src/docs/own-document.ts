import type { OpenApiDocument } from './merge-documents';

const health = (checks?: object) => ({
  type: 'object',
  additionalProperties: false,
  required: checks ? ['status', 'checks'] : ['status'],
  properties: { status: { enum: ['up', 'down'] }, ...(checks ? { checks } : {}) },
});

const readiness = health({
  type: 'object',
  required: ['orders', 'payments'],
  additionalProperties: false,
  properties: { orders: { enum: ['up', 'down'] }, payments: { enum: ['up', 'down'] } },
});

const answer = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
});

/** What the gateway answers itself; everything under `/api` is described by the services. */
export const ownDocument: OpenApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Online shop',
    version: '1.0.0',
    description:
      'Open an account, put money on it, place an order, and read it again a moment later: ' +
      'it is FINISHED, or CANCELLED with its reason. Money is counted in minor units.',
  },
  servers: [{ url: '/' }],
  tags: [{ name: 'health' }],
  paths: {
    '/health/live': {
      get: {
        tags: ['health'],
        operationId: 'isLive',
        summary: 'Whether the gateway itself answers',
        responses: { 200: answer('It does.', health()) },
      },
    },
    '/health/ready': {
      get: {
        tags: ['health'],
        operationId: 'isReady',
        summary: 'Whether the whole shop works',
        responses: {
          200: answer('It does.', readiness),
          503: answer('A part of it does not.', readiness),
        },
      },
    },
  },
};
