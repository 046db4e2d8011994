import { Client } from 'undici';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * One kept connection, one request at a time. Undici's plain client costs half of what node:http
 * does, and the load shares the machine with what it loads.
 */
export interface HttpConnection {
  /** @throws where there is no whole answer */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

const json = { 'content-type': 'application/json' };

export function openHttpConnection(url: string): HttpConnection {
  const client = new Client(url, { pipelining: 1 });
  return {
    async send({ method, path, body }) {
      const { statusCode: status, body: answer } = await client.request(
        body === undefined
          ? { method, path }
          : { method, path, headers: json, body: JSON.stringify(body) },
      );
      return { status, body: await answer.text() };
    },
    close: () => client.destroy(),
  };
}

/** What every write of the load is. */
export function post(path: string, body: unknown): HttpRequest {
  return { method: 'POST', path, body };
}

export function get(path: string): HttpRequest {
  return { method: 'GET', path };
}
