import { createApp as createHttpApp } from '@online-shop/shared/http/create-app';
import type { Logger } from '@online-shop/shared/logging/logger';
import type { Express } from 'express';
import { createDocsRoutes } from '../docs/docs.routes';
import { createOpenApiSource } from '../docs/openapi-source';
import { isReady } from '../upstreams/get-from';
import { createProxy } from '../upstreams/proxy';
import type { Upstream } from '../upstreams/upstream';
import { createRateLimit } from './rate-limit';

export interface AppDependencies {
  readonly upstreams: readonly Upstream[];
  readonly rateLimitPerMinute?: number | undefined;
  readonly logger: Logger;
}

export function createApp({ upstreams, rateLimitPerMinute, logger }: AppDependencies): Express {
  const checks = upstreams.map((upstream) => [upstream.name, () => isReady(upstream)] as const);
  return createHttpApp({
    logger,
    checks: Object.fromEntries(checks),
    routes(app) {
      if (rateLimitPerMinute !== undefined) app.use(createRateLimit(rateLimitPerMinute));
      for (const upstream of upstreams) app.use(createProxy(upstream, { logger }));
      app.use(createDocsRoutes(createOpenApiSource({ upstreams, logger })));
    },
  });
}
