import type { ConfigOf } from '@online-shop/shared/config/config-key';
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

const spec = {
  PORT: port({ doc: 'where the public HTTP API listens', default: 5000 }),
  ORDERS_URL: httpUrl({ doc: 'orders-service', default: 'http://127.0.0.1:5001' }),
  PAYMENTS_URL: httpUrl({ doc: 'payments-service', default: 'http://127.0.0.1:5003' }),
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

export type Config = ConfigOf<typeof spec>;

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  return parseConfig(environment, spec);
}
