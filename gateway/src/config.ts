import type { ConfigKey, ConfigOf } from '@online-shop/shared/config/config-key';
import {
  durationMs,
  integer,
  logFormat,
  logLevel,
  optional,
  port,
} from '@online-shop/shared/config/config-keys';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { httpUrl } from '@online-shop/shared/config/url-keys';
import { type ServiceEntry, services, variableOf } from '@online-shop/shared/services';

const spec = {
  PORT: port({ doc: 'port of the public HTTP API', default: 5000 }),
  // Longer than the database timeouts of a service, so that the client gets the 503 of the service.
  UPSTREAM_TIMEOUT_MS: durationMs({
    doc: 'time until a response of a service starts, in milliseconds',
    default: 12_000,
  }),
  RATE_LIMIT_PER_MINUTE: optional(
    integer({ doc: 'maximum number of requests per client address; no limit if not set' }),
  ),
  LOG_LEVEL: logLevel(),
  LOG_FORMAT: logFormat(),
};

/** The base URL of each service: `ORDERS_URL`, `PAYMENTS_URL`. Example services have no default. */
const urls = Object.fromEntries(
  services.map((service) => [variableOf(service, 'URL'), url(service)]),
);

function url({ folder, port, isExample }: ServiceEntry): ConfigKey<string | undefined> {
  if (isExample) return optional(httpUrl({ doc: `base URL of ${folder}` }));
  return httpUrl({ doc: `base URL of ${folder}`, default: `http://127.0.0.1:${port}` });
}

export interface Config extends ConfigOf<typeof spec> {
  readonly upstreams: readonly UpstreamAddress[];
}

export interface UpstreamAddress extends Pick<ServiceEntry, 'name' | 'apiPrefix'> {
  readonly url: string;
}

/**
 * Reads the configuration of the gateway.
 * @throws ConfigError listing all problems
 */
export function readConfig(environment = process.env): Config {
  const config = parseConfig(environment, { ...spec, ...urls });
  const upstreams = services.flatMap((service) => {
    const url = (config as Record<string, unknown>)[variableOf(service, 'URL')];
    return typeof url === 'string' ? [{ ...service, url }] : [];
  });
  return { ...config, upstreams };
}
