import { createServiceApp, type ServiceParts } from '@online-shop/shared/http/create-app';
import type { Express } from 'express';
import { statusByCode } from './error-status';
import { openApiDocument } from './openapi';
import { createOrdersRouter, type OrderUseCases } from './orders.routes';

export interface AppDependencies extends ServiceParts {
  readonly useCases: OrderUseCases;
}

export function createApp({ useCases, ...parts }: AppDependencies): Express {
  const router = createOrdersRouter(useCases);
  return createServiceApp({ ...parts, statusByCode, document: openApiDocument, router });
}
