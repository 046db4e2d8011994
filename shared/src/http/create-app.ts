import { parse } from 'node:querystring';
import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import type { Logger } from 'winston';
import { correlation } from './correlation';
import { createErrorHandler } from './error-handler';
import { createHealthRoutes, type DetailsReader, type ReadinessChecks } from './health.routes';
import { Problem } from './problem';
import { createRequestLog } from './request-log';
import { pathOf } from './request-path';
import { serveDocument } from './serve-document';

export interface AppOptions {
  readonly logger: Logger;
  /** The readiness checks of `/health/ready`, by dependency name. */
  readonly checks: ReadinessChecks;
  /** Returns the body of `/health/details`. Without it, that path gets 404. */
  readonly details?: DetailsReader;
  /** Adds the service's own routes. */
  readonly routes: (app: Express) => void;
  /** The HTTP status of each domain error code. An error with another code gets 500. */
  readonly statusByCode?: Readonly<Record<string, number>>;
}

/** The values that a service passes to its HTTP application. */
export type ServiceParts = Pick<AppOptions, 'logger' | 'checks'> & {
  readonly details: DetailsReader;
};

export interface ServiceAppOptions extends ServiceParts, Pick<AppOptions, 'statusByCode'> {
  /** The OpenAPI document, served at `/openapi.json`. */
  readonly document: object;
  readonly router: Router;
}

/** Builds the HTTP application of a service behind the gateway. */
export function createServiceApp({ document, router, ...options }: ServiceAppOptions): Express {
  return createApp({ ...options, routes: (app) => app.use(serveDocument(document), router) });
}

/**
 * Builds an Express application with the parts that all services share: context, request log,
 * security headers, health routes and error handling. The application does not listen.
 */
export function createApp({
  logger,
  checks,
  details,
  routes,
  statusByCode = {},
}: AppOptions): Express {
  const app = express();
  app.enable('case sensitive routing');
  app.enable('strict routing');
  // Express's default parser drops the parameters after the first 1000, so nothing would validate
  // them.
  app.set('query parser', (query: string) => parse(query, '&', '=', { maxKeys: 0 }));
  app.disable('etag');
  app.disable('x-powered-by');

  app.use(correlation, createRequestLog(logger), helmet());
  app.use(createHealthRoutes(checks, { details }));
  routes(app);
  app.use((req) => {
    throw new Problem('route-not-found', `no resource exists at ${pathOf(req.originalUrl)}`);
  });
  app.use(createErrorHandler({ logger, statusByCode }));
  return app;
}
