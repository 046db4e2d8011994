import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Body;
}

/**
 * The fate of a request without a complete response.
 * - `refused`: no process listened, so the request was not received.
 * - `crossed`: the request was sent on a keep-alive connection while the server closed the
 *   connection.
 * - `broken`: the connection was lost during the request or the response.
 */
export type RequestFate = 'refused' | 'crossed' | 'broken';

/** There was no complete response, so it is unknown whether the request was processed. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  constructor(
    cause: Error,
    readonly fate: RequestFate,
  ) {
    super(cause.message, { cause });
  }
}

export interface HttpClient {
  readonly url: string;
  /** Sends the request once, without retries. @throws ConnectionError */
  send<Body>(message: HttpRequest): Promise<Answer<Body>>;
  close(): void;
}

/** A JSON client with keep-alive connections, like a browser or another service. */
export function createHttpClient(
  url: string,
  { timeoutMs = 30_000 }: { readonly timeoutMs?: number } = {},
): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 256, scheduling: 'lifo' });

  function send<Body>({ method, path, body, headers }: HttpRequest): Promise<Answer<Body>> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sending = request(new URL(path, url), {
        method,
        agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          ...(text === undefined ? {} : contentHeaders(text)),
          ...headers,
        },
      });
      const fail = (error: Error) => reject(new ConnectionError(error, fateOf(sending, error)));
      sending.once('error', fail);
      sending.once('response', (response) => {
        readBody(response).then(
          (received) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: parseBody<Body>(response, received),
            }),
          fail,
        );
      });
      sending.end(text);
    });
  }

  return { url, send, close: () => agent.destroy() };
}

function fateOf(sending: ClientRequest, error: NodeJS.ErrnoException): RequestFate {
  if (error.code === 'ECONNREFUSED') return 'refused';
  const isClosed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
  return sending.reusedSocket && isClosed ? 'crossed' : 'broken';
}

function contentHeaders(text: string) {
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody<Body>(response: IncomingMessage, text: string): Body {
  const isJson = /\bjson\b/.test(response.headers['content-type'] ?? '');
  return (isJson ? JSON.parse(text) : text) as Body;
}
