import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * An entry of `services.json` in the root folder, the only list of the services behind the gateway.
 * `npm run check:services` reports every place in which a service is missing.
 */
export interface ServiceEntry {
  /** The name in logs, readiness checks and variables: `orders` has `ORDERS_URL`. */
  readonly name: string;
  /** The folder of the service's workspace, relative to the root folder. */
  readonly folder: string;
  /** The folder of the service's use cases and domain rules, relative to `src`. */
  readonly domain: string;
  /** The default port of the HTTP API. */
  readonly port: number;
  /** The gateway forwards this path and all below it. */
  readonly apiPrefix: string;
  /** The name of the service's database. The role that owns the database has the service's name. */
  readonly database: string;
  /** If true, the service starts only on request and is not part of the images. */
  readonly isExample?: true;
}

export const services: readonly ServiceEntry[] = JSON.parse(
  readFileSync(join(__dirname, '../../services.json'), 'utf8'),
);

/**
 * Returns the entry of a service.
 * @throws Error if `services.json` has no such service
 */
export function serviceNamed(name: string): ServiceEntry {
  const service = services.find((each) => each.name === name);
  if (!service) throw new Error(`services.json has no service '${name}'`);
  return service;
}

/** Returns the name of the workspace's package: `@online-shop/orders-service` for `orders`. */
export function packageOf({ folder }: Pick<ServiceEntry, 'folder'>): string {
  return `@online-shop/${basename(folder)}`;
}

/** Returns the name of an environment variable: `ORDERS_URL` for `orders` and `URL`. */
export function variableOf(service: Pick<ServiceEntry, 'name'>, suffix: string): string {
  return `${service.name.toUpperCase()}_${suffix}`;
}
