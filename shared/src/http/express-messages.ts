/**
 * Lets Node make requests and responses as Express wants them.
 *
 * Express changes the prototype of every request and response that it is given. V8 answers a changed
 * prototype by giving up what it has learnt of the object's shape, so that from then on each access
 * to each of their fields is slow: a request was measured to cost twice as much. Made with the right
 * prototype from the beginning there is nothing to change, and nothing else differs.
 */
import { IncomingMessage, type ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';

type Messages = Required<Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>>;

/** Options for `createServer` of a server whose requests all go to this application. */
export function createExpressMessages(app: Express): Messages {
  // Functions, for Express's prototypes are objects of its own and no classes.
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

/** Node's two are functions too, which may be applied to an object that is there already. */
function construct(parent: unknown, message: object, ...args: unknown[]): void {
  (parent as (...args: unknown[]) => void).apply(message, args);
}
