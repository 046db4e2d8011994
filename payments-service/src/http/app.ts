import { createApp as createHttpApp } from '@online-shop/shared/http/create-app';
import type { DetailsReader, ReadinessChecks } from '@online-shop/shared/http/health.routes';
import { serveDocument } from '@online-shop/shared/http/serve-document';
import type { Logger } from '@online-shop/shared/logging/logger';
import type { Express } from 'express';
import { type AccountUseCases, createAccountsRouter } from './accounts.routes';
import { statusByCode } from './error-status';
import { openApiDocument } from './openapi';

export interface AppDependencies {
  readonly logger: Logger;
  readonly checks: ReadinessChecks;
  readonly details: DetailsReader;
  readonly useCases: AccountUseCases;
}

export function createApp({ logger, checks, details, useCases }: AppDependencies): Express {
  return createHttpApp({
    logger,
    checks,
    details,
    statusByCode,
    routes: (app) => app.use(serveDocument(openApiDocument), createAccountsRouter(useCases)),
  });
}
