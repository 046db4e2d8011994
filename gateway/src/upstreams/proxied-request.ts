/**
 * One request on its way through, and everything that can end it early.
 *
 * - Its body passes the limit: 413, whatever the client announced.
 * - It takes too long until the answer begins: 408 while the client is still sending, 504 after.
 * - The answer breaks off, or takes too long to pass: so does the client's, for a half of an answer
 *   must not look like a whole one.
 * - The client goes away: the request to the service is broken off, too.
 * In each case the rest of the client's body is read to nowhere, so that the client gets its answer
 * and the connection is not stuck; the server's request timeout bounds that.
 */
import type { IncomingMessage, RequestOptions, request } from 'node:http';
import { bodyLimitBytes } from '@online-shop/shared/http/json-body';
import { Problem } from '@online-shop/shared/http/problem';
import type { Request, RequestHandler, Response } from 'express';
import { withholdFields } from './forwarded-headers';

export interface ProxiedRequest {
  /**
   * Sends the client's request on, its body as it comes, and resolves once the answer has begun.
   * @throws what broke it off: a Problem, which the client is to be told, where that was ourselves
   */
  send(open: typeof request, options: RequestOptions): Promise<IncomingMessage>;
  /** Lets go of the service's answer, if there is one, and reads the client's body to nowhere. */
  abandon(reason: Error): void;
}

/**
 * How long an answer may take to pass once it has begun, milliseconds: bounds clients that stall.
 */
const answerTimeoutMs = 60_000;

const proxiedRequests = new WeakMap<IncomingMessage, ProxiedRequest>();

/** @throws Error where `openProxiedRequest` did not run */
export function getProxiedRequest(req: IncomingMessage): ProxiedRequest {
  const proxied = proxiedRequests.get(req);
  if (!proxied) throw new Error('the request was not opened as an exchange');
  return proxied;
}

/** `timeoutMs` limits the time until the answer begins. */
export function openProxiedRequest({ timeoutMs }: { readonly timeoutMs: number }): RequestHandler {
  return (req, res, next) => {
    if (Number(req.headers['content-length']) > bodyLimitBytes) throw tooLarge();
    proxiedRequests.set(req, createProxiedRequest(req, res, timeoutMs));
    next();
  };
}

function createProxiedRequest(req: Request, res: Response, timeoutMs: number): ProxiedRequest {
  let refusal: Problem | undefined;
  let hasAnswer = false;
  /** Once the request is on its way. It may be waiting for a connection: nobody waits for that. */
  let breakOff = (_reason: Error): void => {};

  function refuse(problem: Problem): void {
    if (hasAnswer) return;
    refusal ??= problem;
    breakOff(refusal);
  }

  function send(open: typeof request, options: RequestOptions): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      if (refusal || res.destroyed) {
        reject(refusal ?? clientGone());
        return;
      }
      const upstream = open(options, (answer) => {
        withholdFields(answer, res);
        resolve(answer);
      });
      upstream.on('error', reject);
      breakOff = (reason) => {
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
    breakOff(reason);
    drain();
  }

  let timer = setTimeout(() => refuse(req.complete ? tooSlow() : tooSlowToSend()), timeoutMs);

  countBody(req, () => refuse(tooLarge()));
  res.once('pipe', (answer: IncomingMessage) => {
    hasAnswer = true;
    clearTimeout(timer);
    timer = setTimeout(() => res.destroy(), answerTimeoutMs);
    answer.once('close', () => {
      if (!answer.complete) res.destroy();
    });
  });
  res.once('close', () => {
    clearTimeout(timer);
    // Answered before the body had come, or left alone: the service need not go on.
    if (!req.complete || !res.writableFinished) breakOff(clientGone());
    if (!req.complete) drain();
  });

  return { send, abandon };
}

/** Paused at once: the bytes begin to flow when `send` pipes them on, and are seen twice. */
function countBody(req: Request, onTooLarge: () => void): void {
  let length = 0;
  req.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > bodyLimitBytes) onTooLarge();
  });
  req.pause();
}

function clientGone(): Error {
  return new Error('the client is gone');
}

function tooLarge(): Problem {
  return new Problem(
    'body-too-large',
    `the body must be no larger than ${bodyLimitBytes / 1024} kB`,
  );
}

function tooSlow(): Problem {
  return new Problem('gateway-timeout', 'the answer took too long; try again');
}

function tooSlowToSend(): Problem {
  const headers = { Connection: 'close' };
  return new Problem('request-timeout', 'the body did not arrive in time', { headers });
}
