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
  PORT: port({ doc: 'where the public HTTP API listens', default: 5000 }),
  // Longer than a service itself waits for its database, so that its own 503 comes through.
  UPSTREAM_TIMEOUT_MS: durationMs({
    doc: 'how long a service may take to begin its answer',
    default: 12_000,
  }),
  RATE_LIMIT_PER_MINUTE: optional(
    integer({ doc: 'most requests a client address may make; no limit where unset' }),
  ),
  LOG_LEVEL: logLevel(),
  LOG_FORMAT: logFormat(),
};

/** Where each service is: `ORDERS_URL`, `PAYMENTS_URL`. An example is absent unless it is set. */
const urls = Object.fromEntries(
  services.map((service) => [variableOf(service, 'URL'), url(service)]),
);

function url({ folder, port, isExample }: ServiceEntry): ConfigKey<string | undefined> {
  if (isExample) return optional(httpUrl({ doc: folder }));
  return httpUrl({ doc: folder, default: `http://127.0.0.1:${port}` });
}

export interface Config extends ConfigOf<typeof spec> {
  readonly upstreams: readonly UpstreamAddress[];
}

export interface UpstreamAddress extends Pick<ServiceEntry, 'name' | 'apiPrefix'> {
  readonly url: string;
}

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  const config = parseConfig(environment, { ...spec, ...urls });
  const upstreams = services.flatMap((service) => {
    const url = (config as Record<string, unknown>)[variableOf(service, 'URL')];
    return typeof url === 'string' ? [{ ...service, url }] : [];
  });
  return { ...config, upstreams };
}
