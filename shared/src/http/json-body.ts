/**
 * Parses the body of a POST as a JSON object into `req.body`. Responds with 400, 413 or 415 if the
 * body cannot be read. A request without a body gets `{}`, so that validation reports the missing
 * fields.
 *
 * The responses 413 and 415 may be sent before the whole body has arrived. Node then discards the
 * rest of the body, so that the client receives the response and the connection stays usable. The
 * request timeout of the server limits this.
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { Problem } from './problem';

/** The limit of 100 kB that the API documents, in units of 1024 bytes as in Express. */
export const bodyLimitBytes = 100 * 1024;

export function jsonBody(): RequestHandler {
  return async (req, _res, next) => {
    req.body = await parseBody(req);
    next();
  };
}

async function parseBody(req: IncomingMessage): Promise<object> {
  if (!hasBody(req) && req.headers['content-type'] === undefined) return {};
  rejectOtherMediaTypes(req);
  const content = await readBody(req);
  if (content.length === 0) return {};
  return parseObject(content);
}

/**
 * A request has a body if it has Transfer-Encoding or a positive Content-Length (RFC 9112 §6.3).
 */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function rejectOtherMediaTypes({ headers }: IncomingMessage): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json' || !parameters.every(isAcceptable)) {
    throw new Problem('unsupported-media-type', 'the body must be application/json in UTF-8');
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', 'the body must not have a content encoding');
  }
}

function isAcceptable(parameter: string): boolean {
  const [name = '', value = ''] = parameter.split('=', 2);
  return name.trim() !== 'charset' || /^\s*("utf-8"|utf-8)\s*$/.test(value);
}

function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => {
      const limit = `${bodyLimitBytes / 1024} kB`;
      reject(new Problem('body-too-large', `the body must be no larger than ${limit}`));
    };
    if (Number(req.headers['content-length']) > bodyLimitBytes) {
      tooLarge();
      return;
    }

    const chunks: Buffer[] = [];
    let length = 0;
    req.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= bodyLimitBytes) {
        chunks.push(chunk);
      } else {
        chunks.length = 0;
        tooLarge();
      }
    });
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('error', () =>
      reject(new Problem('unreadable-body', 'the body ended before it was complete')),
    );
  });
}

function parseObject(content: Buffer): object {
  if (!isUtf8(content)) throw unreadable('must be UTF-8');
  let body: unknown;
  try {
    body = JSON.parse(content.toString());
  } catch {
    throw unreadable('must be valid JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unreadable('must be a JSON object');
  }
  return body;
}

function unreadable(message: string): Problem {
  return new Problem('unreadable-body', `the body ${message}`, {
    errors: [{ in: 'body', path: '', message }],
  });
}
