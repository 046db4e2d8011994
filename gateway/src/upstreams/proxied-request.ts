/**
 * A request that the gateway forwards to a service. It ends early in these cases:
 *
 * - The body is larger than 100 kB: 413.
 * - The response of the service does not start in time: 408 if the client is still sending the
 *   body, otherwise 504.
 * - The response of the service ends too early, or is not complete within 60 s: the gateway closes
 *   the client's connection, because an incomplete response must not look complete.
 * - The client closes its connection: the gateway aborts the request to the service.
 *
 * In each case the gateway discards the rest of the client's body, so that the client receives the
 * response and the connection stays usable. The request timeout of the server limits this.
 */
import type { IncomingMessage, RequestOptions, request } from 'node:http';
import { bodyLimitBytes } from '@online-shop/shared/http/json-body';
import { Problem } from '@online-shop/shared/http/problem';
import type { Request, RequestHandler, Response } from 'express';
import { withholdFields } from './forwarded-headers';

export interface ProxiedRequest {
  /**
   * Sends the request to the service and streams its body. Resolves when the response starts.
   * @throws Problem if the gateway aborts the request. The client gets this problem
   * @throws Error if the request to the service fails
   */
  send(open: typeof request, options: RequestOptions): Promise<IncomingMessage>;
  /** Aborts the request to the service, and discards the rest of the client's body. */
  abandon(reason: Error): void;
}

/** The time from the start of a response until its end, in ms. Limits clients that read slowly. */
const responseTimeoutMs = 60_000;

const proxiedRequests = new WeakMap<IncomingMessage, ProxiedRequest>();

/**
 * Returns the proxied request that `openProxiedRequest` has created.
 * @throws Error if `openProxiedRequest` has not run for this request
 */
export function getProxiedRequest(req: IncomingMessage): ProxiedRequest {
  const proxied = proxiedRequests.get(req);
  if (!proxied) throw new Error('openProxiedRequest has not run for this request');
  return proxied;
}

/** Creates the proxied request. `timeoutMs` limits the time until the service's response starts. */
export function openProxiedRequest({ timeoutMs }: { readonly timeoutMs: number }): RequestHandler {
  return (req, res, next) => {
    if (Number(req.headers['content-length']) > bodyLimitBytes) throw tooLarge();
    proxiedRequests.set(req, createProxiedRequest(req, res, timeoutMs));
    next();
  };
}

function createProxiedRequest(req: Request, res: Response, timeoutMs: number): ProxiedRequest {
  let rejection: Problem | undefined;
  let hasResponse = false;
  /**
   * Aborts the request to the service, even while it waits for a connection. No effect before
   * `send`.
   */
  let abort = (_reason: Error): void => {};

  function rejectWith(problem: Problem): void {
    if (hasResponse) return;
    rejection ??= problem;
    abort(rejection);
  }

  function send(open: typeof request, options: RequestOptions): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      if (rejection || res.destroyed) {
        reject(rejection ?? clientGone());
        return;
      }
      const upstream = open(options, (response) => {
        withholdFields(response, res);
        resolve(response);
      });
      upstream.on('error', reject);
      abort = (reason) => {
        upstream.destroy();
        reject(reason);
      };
      req.pipe(upstream);
    });
  }

  function drain(): void {
    req.unpipe();
    req.resume();
  }

  function abandon(reason: Error): void {
    abort(reason);
    drain();
  }

  let timer = setTimeout(() => rejectWith(req.complete ? tooSlow() : tooSlowToSend()), timeoutMs);

  countBody(req, () => rejectWith(tooLarge()));
  res.once('pipe', (response: IncomingMessage) => {
    hasResponse = true;
    clearTimeout(timer);
    timer = setTimeout(() => res.destroy(), responseTimeoutMs);
    response.once('close', () => {
      if (!response.complete) res.destroy();
    });
  });
  res.once('close', () => {
    clearTimeout(timer);
    // The response was sent before the whole body arrived, or the client closed its connection. In
    // both cases the service does not need to continue.
    if (!req.complete || !res.writableFinished) abort(clientGone());
    if (!req.complete) drain();
  });

  return { send, abandon };
}

/**
 * Counts the bytes of the body. Pauses the request, so that no data is lost before `send` pipes the
 * body to the service. The `data` listener then counts the same chunks that are piped.
 */
function countBody(req: Request, onTooLarge: () => void): void {
  let length = 0;
  req.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > bodyLimitBytes) onTooLarge();
  });
  req.pause();
}

function clientGone(): Error {
  return new Error('the client closed its connection');
}

function tooLarge(): Problem {
  return new Problem(
    'body-too-large',
    `the body must be no larger than ${bodyLimitBytes / 1024} kB`,
  );
}

function tooSlow(): Problem {
  return new Problem('gateway-timeout', 'the service did not respond in time; retry later');
}

function tooSlowToSend(): Problem {
  const headers = { Connection: 'close' };
  return new Problem('request-timeout', 'the body did not arrive in time', { headers });
}
