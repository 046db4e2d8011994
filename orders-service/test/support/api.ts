import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConformanceCheck } from '@online-shop/test-kit/openapi-conformance';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import type { Express } from 'express';
import request from 'supertest';
import type { Database } from '../../src/db/prisma';
import { createApp } from '../../src/http/app';
import { openApiDocument } from '../../src/http/openapi';
import { createUseCases, type Outbox } from '../../src/service';
import { useDatabase } from './database';

/** Throws if a response does not match the OpenAPI document of the service. */
export const conforms = createConformanceCheck(openApiDocument);

/** The HTTP app of the service. */
export function createOrdersApp(client: Database, outbox: Partial<Outbox> = {}): Express {
  return createApp({
    logger: silentLogger,
    checks: { database: () => true, bus: () => true },
    details: () => ({}),
    useCases: createUseCases(client, { onCommit() {}, requireRoom() {}, ...outbox }),
  });
}

/**
 * Starts the HTTP app on a separate database. Every response is checked against the OpenAPI
 * document.
 */
export function useApi() {
  const database = useDatabase();
  let server: Server;

  beforeAll(async () => {
    server = createServer(createOrdersApp(database.client)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
  });

  return {
    database,
    get port() {
      return (server.address() as AddressInfo).port;
    },
    /** Sends a request with any method and only the given headers and body. */
    send: (
      method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options',
      path: string,
    ) => request(server)[method](path).expect(conforms),
    get: (path: string) => request(server).get(path).expect(conforms),
    /** Sends a text body unchanged. */
    post: (body: object | string, headers: Readonly<Record<string, string>> = {}) =>
      request(server)
        .post('/api/orders')
        .set({ 'Content-Type': 'application/json', ...headers })
        .send(body)
        .expect(conforms),
  };
}

/** The required fields of `POST /api/orders`. */
export const smallestOrder = { userId: 'ann', amount: 1_000 };
