import { join } from 'node:path';
import { services } from '@online-shop/shared/services';
import { root } from './databases';

/** The services of the shop, without examples. */
export const shopServices = services.filter(({ isExample }) => !isExample);

/** @throws Error if the shop has no such service */
export function getByService<T>(values: ReadonlyMap<string, T>, serviceName: string): T {
  const value = values.get(serviceName);
  if (value === undefined) throw new Error(`the shop has no service '${serviceName}'`);
  return value;
}

/** The path of the compiled `main.js` of the service in this folder. */
export function scriptOf(folder: string): string {
  return join(root, folder, 'dist/main.js');
}
