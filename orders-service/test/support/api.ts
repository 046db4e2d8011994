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

/** Throws unless an answer is one that the service's description has. */
export const conforms = createConformanceCheck(openApiDocument);

/** The service's door as the service builds it. */
export function createOrdersApp(client: Database, outbox: Partial<Outbox> = {}): Express {
  return createApp({
    logger: silentLogger,
    checks: { database: () => true, bus: () => true },
    details: () => ({}),
    useCases: createUseCases(client, { onCommit() {}, requireRoom() {}, ...outbox }),
  });
}

/** The HTTP door on a database of its own; every answer is held against the description. */
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
    /** Any method, with nothing but what the test adds. */
    send: (
      method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options',
      path: string,
    ) => request(server)[method](path).expect(conforms),
    get: (path: string) => request(server).get(path).expect(conforms),
    /** A body given as text is sent as it is. */
    post: (body: object | string, headers: Readonly<Record<string, string>> = {}) =>
      request(server)
        .post('/api/orders')
        .set({ 'Content-Type': 'application/json', ...headers })
        .send(body)
        .expect(conforms),
  };
}

/** What `POST /api/orders` needs at least. */
export const smallestOrder = { userId: 'ann', amount: 1_000 };
