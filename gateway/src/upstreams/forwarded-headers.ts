import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { contextOf } from '@online-shop/shared/http/correlation';

/** Hop-by-hop header fields: they concern one connection, not the message (RFC 9110 §7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'proxy-authenticate',
  'proxy-authorization',
]);

/**
 * Header fields that the gateway does not forward. Node sets `host` to the host of the service. The
 * gateway itself has handled `expect`. The other fields claim an identity of the client, and
 * services must not trust such a claim.
 */
const dropped = new Set([...hopByHop, 'host', 'expect', 'forwarded', 'x-real-ip']);
const droppedPrefixes = ['x-forwarded-', 'x-user-'];

/**
 * Returns the header fields of the request to the service, in a new object for each request. A
 * field that the client repeats stays repeated, so that the service can reject it.
 */
export function forwardedHeaders(req: IncomingMessage): OutgoingHttpHeaders {
  const named = namedByConnection(req);
  const headers: OutgoingHttpHeaders = {};
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    const passes = !dropped.has(name) && !named.has(name) && !isAboutTheClient(name);
    if (passes) headers[name] = values;
  }
  // Forward Transfer-Encoding. Node would not add it to a GET, and the service would read the body
  // of the GET as a second request. Omit an empty field: it has no effect, and some Node versions
  // reject it together with Content-Length.
  const coding = req.headers['transfer-encoding'];
  if (coding) headers['transfer-encoding'] = coding;
  headers['x-correlation-id'] = contextOf(req).correlationId;
  return headers;
}

/**
 * Returns the field names that `Connection` lists. These fields are hop-by-hop too. Content-Length
 * is always forwarded, because without it the service would read the body as a second request.
 */
function namedByConnection({ headers }: IncomingMessage): Set<string> {
  const names = (headers.connection ?? '').toLowerCase().split(',');
  const named = new Set(names.map((name) => name.trim()));
  named.delete('content-length');
  return named;
}

function isAboutTheClient(name: string): boolean {
  return droppedPrefixes.some((prefix) => name.startsWith(prefix));
}

/**
 * Removes header fields from the service's response before the response is copied to the client:
 * the hop-by-hop fields, and the fields that the gateway itself has set.
 */
export function withholdFields(response: IncomingMessage, res: ServerResponse): void {
  const { headers } = response;
  const named = namedByConnection(response);
  for (const name of Object.keys(headers)) {
    if (hopByHop.has(name) || named.has(name) || res.hasHeader(name)) delete headers[name];
  }
}
