import { createHttpServer } from '@online-shop/shared/http/http-server';
import type { Component } from '@online-shop/shared/lifecycle/component';
import type { Logger } from '@online-shop/shared/logging/logger';
import type { Config } from './config';
import { createApp } from './http/app';
import { createUpstream } from './upstreams/upstream';

/** Builds the whole gateway and starts nothing; the components are in start order. */
export function createService(config: Config, logger: Logger): Component[] {
  const timeoutMs = config.UPSTREAM_TIMEOUT_MS;
  const orders = createUpstream({
    name: 'orders',
    url: config.ORDERS_URL,
    prefix: '/api/orders',
    timeoutMs,
  });
  const payments = createUpstream({
    name: 'payments',
    url: config.PAYMENTS_URL,
    prefix: '/api/payments',
    timeoutMs,
  });
  const app = createApp({
    upstreams: [orders, payments],
    rateLimitPerMinute: config.RATE_LIMIT_PER_MINUTE,
    logger,
  });
  return [orders, payments, createHttpServer({ app, port: config.PORT, logger })];
}
