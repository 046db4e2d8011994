import { createHttpServer } from '@online-shop/shared/http/http-server';
import type { Component } from '@online-shop/shared/lifecycle/component';
import type { Logger } from '@online-shop/shared/logging/logger';
import type { Config } from './config';
import { createApp } from './http/app';
import { createUpstream } from './upstreams/upstream';

/** Builds the components of the gateway without starting them. Returns them in start order. */
export function createService(config: Config, logger: Logger): Component[] {
  const upstreams = config.upstreams.map(({ name, url, apiPrefix }) =>
    createUpstream({ name, url, prefix: apiPrefix, timeoutMs: config.UPSTREAM_TIMEOUT_MS }),
  );
  const rateLimitPerMinute = config.RATE_LIMIT_PER_MINUTE;
  const app = createApp({ upstreams, rateLimitPerMinute, logger });
  return [...upstreams, createHttpServer({ app, port: config.PORT, logger })];
}
