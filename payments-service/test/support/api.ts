import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createConformanceCheck } from '@online-shop/test-kit/openapi-conformance';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import type { Express } from 'express';
import request from 'supertest';
import type { Database } from '../../src/db/prisma';
import { createApp } from '../../src/http/app';
import { openApiDocument } from '../../src/http/openapi';
import { createUseCases } from '../../src/service';
import { useDatabase } from './database';

/** Throws if a response does not match the OpenAPI document of the service. */
export const conforms = createConformanceCheck(openApiDocument);

/** The HTTP app of the service. */
export function createPaymentsApp(client: Database): Express {
  return createApp({
    logger: silentLogger,
    checks: { database: () => true, bus: () => true },
    details: () => ({}),
    useCases: createUseCases(client),
  });
}

type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';

/**
 * Starts the HTTP app on a separate database. Every response is checked against the OpenAPI
 * document.
 */
export function useApi() {
  const database = useDatabase();
  let server: Server;

  beforeAll(async () => {
    server = createServer(createPaymentsApp(database.client)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
  });

  /** Sends a text body unchanged. */
  function post(path: string, body: object | string, headers: Record<string, string> = {}) {
    return request(server)
      .post(path)
      .set({ 'Content-Type': 'application/json', ...headers })
      .send(body)
      .expect(conforms);
  }

  return {
    database,
    /** Sends a request with any method and only the given headers and body. */
    send: (method: Method, path: string) => request(server)[method](path).expect(conforms),
    get: (path: string) => request(server).get(path).expect(conforms),
    post,
    createAccount: (body: object | string, headers = {}) =>
      post('/api/payments/accounts', body, headers),
    deposit: (body: object | string, headers = {}) => post('/api/payments/deposit', body, headers),
  };
}
