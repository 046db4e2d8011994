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
  /** What `/health/ready` reports, by name. */
  readonly checks: ReadinessChecks;
  /** What `/health/details` tells, where there is something to tell. */
  readonly details?: DetailsReader;
  /** Adds the service's own routes. */
  readonly routes: (app: Express) => void;
  /** The HTTP status of each code of the service's domain errors. */
  readonly statusByCode?: Readonly<Record<string, number>>;
}

/** What the parts of a service give to its HTTP application. */
export type ServiceParts = Pick<AppOptions, 'logger' | 'checks'> & {
  readonly details: DetailsReader;
};

export interface ServiceAppOptions extends ServiceParts, Pick<AppOptions, 'statusByCode'> {
  /** Served as `/openapi.json`. */
  readonly document: object;
  readonly router: Router;
}

/** Builds the HTTP application of a service behind the gateway. */
export function createServiceApp({ document, router, ...options }: ServiceAppOptions): Express {
  return createApp({ ...options, routes: (app) => app.use(serveDocument(document), router) });
}

/** Builds an HTTP application with everything that all services do alike; it never listens. */
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
  // As Express's own, which would leave out parameters after the thousandth, unjudged.
  app.set('query parser', (query: string) => parse(query, '&', '=', { maxKeys: 0 }));
  app.disable('etag');
  app.disable('x-powered-by');

  app.use(correlation, createRequestLog(logger), helmet());
  app.use(createHealthRoutes(checks, { details }));
  routes(app);
  app.use((req) => {
    throw new Problem('route-not-found', `there is nothing at ${pathOf(req.originalUrl)}`);
  });
  app.use(createErrorHandler({ logger, statusByCode }));
  return app;
}
