import { Client } from 'undici';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
}

/**
 * One keep-alive connection with one request at a time. Undici's `Client` uses half the CPU time of
 * node:http. That matters because the load generator shares the machine with the services.
 */
export interface HttpConnection {
  /** @throws Error if the response is missing or incomplete */
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

const json = { 'content-type': 'application/json' };

export function openHttpConnection(url: string): HttpConnection {
  const client = new Client(url, { pipelining: 1 });
  return {
    async send({ method, path, body }) {
      const { statusCode: status, body: response } = await client.request(
        body === undefined
          ? { method, path }
          : { method, path, headers: json, body: JSON.stringify(body) },
      );
      return { status, body: await response.text() };
    },
    close: () => client.destroy(),
  };
}

export function post(path: string, body: unknown): HttpRequest {
  return { method: 'POST', path, body };
}

export function get(path: string): HttpRequest {
  return { method: 'GET', path };
}
