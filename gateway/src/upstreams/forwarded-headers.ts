import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { contextOf } from '@online-shop/shared/http/correlation';
import { keepAliveTimeoutMs } from '@online-shop/shared/http/http-server';

/** Fields about one connection, not about the message (RFC 9110 §7.6.1). */
const hopByHop = [
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'http2-settings', 'proxy-authenticate', 'proxy-authorization'],
];

/** The library copies no `transfer-encoding`; removing it would make Node close the connection. */
const hopByHopAnswerFields = hopByHop.filter((name) => name !== 'transfer-encoding');

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
  const coding = req.headers['transfer-encoding'];
  if (coding !== undefined) headers['transfer-encoding'] = coding;
  headers['x-correlation-id'] = contextOf(req).correlationId;
  return headers;
}

/** What `Connection` names is hop-by-hop, too; but never what the message's framing rests on. */
function namedByConnection(req: IncomingMessage): Set<string> {
  const names = (req.headers.connection ?? '').toLowerCase().split(',');
  const named = new Set(names.map((name) => name.trim()));
  named.delete('content-length');
  return named;
}

function isAboutTheClient(name: string): boolean {
  return droppedPrefixes.some((prefix) => name.startsWith(prefix));
}

/**
 * What the service said about its connection to the gateway does not concern the client: it is told
 * about its own. (Node leaves these fields to us as soon as the library has copied the service's.)
 */
export function replaceHopByHopFields(res: ServerResponse): void {
  for (const name of hopByHopAnswerFields) res.removeHeader(name);
  res.setHeader('Connection', res.shouldKeepAlive ? 'keep-alive' : 'close');
  if (res.shouldKeepAlive) res.setHeader('Keep-Alive', `timeout=${keepAliveTimeoutMs / 1000}`);
}
