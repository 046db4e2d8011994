/**
 * Makes Node create requests and responses with Express's prototypes.
 *
 * Express replaces the prototype of every request and response. V8 then discards its optimisations
 * for the object, and every later property access is slow: in a measurement, a request took twice
 * the time. If an object already has Express's prototype, the replacement changes nothing and V8
 * keeps its optimisations. The behaviour is the same.
 */
import { IncomingMessage, type ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';

type Messages = Required<Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>>;

/**
 * Returns options for the `createServer` of a server that sends all requests to this application.
 */
export function createExpressMessages(app: Express): Messages {
  // Constructor functions instead of classes, because the `prototype` of a class cannot be
  // assigned.
  function Request(this: IncomingMessage, socket: Socket): void {
    construct(IncomingMessage, this, socket);
  }
  function Response(this: ServerResponse, ...args: unknown[]): void {
    construct(ServerResponse, this, ...args);
  }
  Request.prototype = app.request;
  Response.prototype = app.response;
  return {
    IncomingMessage: Request as unknown as typeof IncomingMessage,
    ServerResponse: Response as unknown as typeof ServerResponse,
  };
}

/**
 * Initialises an existing object with one of Node's two constructors. Both are functions, not
 * classes, so that they can be called without `new`.
 */
function construct(parent: unknown, message: object, ...args: unknown[]): void {
  (parent as (...args: unknown[]) => void).apply(message, args);
}
