import { nodesOf } from '../bus/bus-nodes';
import { describeForbiddenParameters, findForbiddenParameters } from '../database/url-parameters';
import { services } from '../services';
import type { ConfigKey } from './config-key';
import type { KeyOptions } from './config-keys';

/** A PostgreSQL URL: `postgres://user:password@host:port/database`. Required in production. */
export function databaseUrl(options: KeyOptions<string>): ConfigKey<string> {
  return secretUrl(options, ['postgres', 'postgresql'], (url) => {
    if (url.pathname.length < 2) throw new Error('must name a database: postgres://…/<database>');
  });
}

/**
 * The URL of RabbitMQ (`amqp`, `amqps`) or the embedded bus (`postgres`). Commas separate the hosts
 * of a RabbitMQ cluster. Production requires the variable.
 */
export function busUrl(options: KeyOptions<string>): ConfigKey<string> {
  return secretUrl(options, ['amqp', 'amqps', 'postgres', 'postgresql']);
}

/** The management API of RabbitMQ: `http://user:password@host:15672`. */
export function managementApiUrl(options: KeyOptions<string>): ConfigKey<string> {
  return secretUrl(options, ['http', 'https']);
}

/** The base URL of another service. The parsed value has no trailing slash. */
export function httpUrl(options: KeyOptions<string>): ConfigKey<string> {
  const schemes = ['http', 'https'];
  const parse = (text: string) => {
    const url = parseUrl(text, schemes);
    if (url.pathname !== '/' || url.search || url.hash || url.username) {
      throw new Error('must consist of a scheme, a host and a port only');
    }
    return url.origin;
  };
  return withDefault(options, parse);
}

function secretUrl(
  options: KeyOptions<string>,
  schemes: readonly string[],
  check: (url: URL) => void = () => {},
): ConfigKey<string> {
  const parse = (text: string) => {
    const nodes = nodesOf(text);
    for (const node of nodes) check(parseUrl(node, schemes));
    if (!text.startsWith('postgres')) return text;
    if (nodes.length > 1) throw new Error('must name one host');
    requireHonouredParameters(text);
    return text;
  };
  return {
    ...withDefault(options, parse),
    isRequiredInProduction: true,
    findRisk: findPasswordRisk,
  };
}

function requireHonouredParameters(url: string): void {
  const forbidden = findForbiddenParameters(url);
  if (forbidden.length > 0) throw new Error(describeForbiddenParameters(forbidden));
}

/** The passwords of our development setup, and the default passwords of the Docker images. */
const knownPasswords = new Set([
  ...services.map((service) => service.name),
  'bus',
  'guest',
  'postgres',
  'shop',
]);

function findPasswordRisk(text: string): string | null {
  const [node = text] = nodesOf(text);
  if (!URL.canParse(node)) return null;
  const { protocol, password } = new URL(node);
  const isGuest = protocol.startsWith('amqp') && password === '';
  const isKnown = isGuest || knownPasswords.has(password.toLowerCase());
  return isKnown ? 'must not contain a well-known password in production' : null;
}

/** Parses a URL. The error messages do not contain the text, because it may contain a password. */
function parseUrl(text: string, schemes: readonly string[]): URL {
  const expected = schemes.map((scheme) => `${scheme}://`).join(' or ');
  if (!URL.canParse(text)) throw new Error(`must be a URL that starts with ${expected}`);
  const url = new URL(text);
  if (!schemes.includes(url.protocol.slice(0, -1)) || url.hostname === '') {
    throw new Error(`must be a URL with a host that starts with ${expected}`);
  }
  return url;
}

function withDefault(
  { doc, default: value }: KeyOptions<string>,
  parse: (text: string) => string,
): ConfigKey<string> {
  return value === undefined ? { doc, parse } : { doc, parse, fallback: { value } };
}
