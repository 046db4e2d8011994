import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { contextOf } from '@online-shop/shared/http/correlation';

/** Fields about one connection, not about the message (RFC 9110 §7.6.1). */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'http2-settings', 'proxy-authenticate', 'proxy-authorization'],
]);

/**
 * Fields that do not pass: `host` is the service's own; `expect` has been answered here; the others
 * tell who the client is, and only the gateway could say that.
 */
const dropped = new Set([...hopByHop, 'host', 'expect', 'forwarded', 'x-real-ip']);
const droppedPrefixes = ['x-forwarded-', 'x-user-'];

/**
 * The header fields of the request to the service: a new object each time. Repeated fields stay
 * repeated, so that the service sees what the client sent.
 */
export function forwardedHeaders(req: IncomingMessage): OutgoingHttpHeaders {
  const named = namedByConnection(req);
  const headers: OutgoingHttpHeaders = {};
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    const passes = !dropped.has(name) && !named.has(name) && !isAboutTheClient(name);
    if (passes) headers[name] = values;
  }
  // The body keeps its framing. Node gives a GET none, and its body would become a second request.
  // An empty field frames nothing, and Node refuses it behind a length.
  const coding = req.headers['transfer-encoding'];
  if (coding) headers['transfer-encoding'] = coding;
  headers['x-correlation-id'] = contextOf(req).correlationId;
  return headers;
}

/** What `Connection` names is hop-by-hop, too; but never what the message's framing rests on. */
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
 * Takes from the service's answer, before it is copied, what is not for the client: what was said
 * about the connection to the gateway, and the fields that the gateway gives every answer itself.
 */
export function withholdFields(answer: IncomingMessage, res: ServerResponse): void {
  const { headers } = answer;
  const named = namedByConnection(answer);
  for (const name of Object.keys(headers)) {
    if (hopByHop.has(name) || named.has(name) || res.hasHeader(name)) delete headers[name];
  }
}
