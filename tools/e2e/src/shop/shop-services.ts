import { join } from 'node:path';
import { services } from '@online-shop/shared/services';
import { root } from './databases';

/** The services of the shop; an example takes no part. */
export const shopServices = services.filter(({ isExample }) => !isExample);

/** @throws Error if the shop has no such service */
export function getByService<T>(values: ReadonlyMap<string, T>, serviceName: string): T {
  const value = values.get(serviceName);
  if (value === undefined) throw new Error(`the shop has no service '${serviceName}'`);
  return value;
}

/** The compiled program of the service in this folder, as production runs it. */
export function scriptOf(folder: string): string {
  return join(root, folder, 'dist/main.js');
}
