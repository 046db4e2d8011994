import { createServiceApp, type ServiceParts } from '@online-shop/shared/http/create-app';
import type { Express } from 'express';
import { type AccountUseCases, createAccountsRouter } from './accounts.routes';
import { statusByCode } from './error-status';
import { openApiDocument } from './openapi';

export interface AppDependencies extends ServiceParts {
  readonly useCases: AccountUseCases;
}

export function createApp({ useCases, ...parts }: AppDependencies): Express {
  const router = createAccountsRouter(useCases);
  return createServiceApp({ ...parts, statusByCode, document: openApiDocument, router });
}
