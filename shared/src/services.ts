import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A service behind the gateway, as `services.json` in the root folder states it. That file is the
 * only list of services. `npm run check:services` names every place that a service is missing from.
 */
export interface ServiceEntry {
  /** In logs, readiness checks and names of variables: `orders` has `ORDERS_URL`. */
  readonly name: string;
  /** The folder of its workspace, from the root folder. */
  readonly folder: string;
  /** The folder of its use cases and rules, in `src`. */
  readonly domain: string;
  /** Where it listens by default. */
  readonly port: number;
  /** The gateway forwards this path and all below it. */
  readonly apiPrefix: string;
  /** Its database. The role that owns it has the name of the service. */
  readonly database: string;
  /** An example runs only if it is asked for, and is not part of the images. */
  readonly isExample?: true;
}

export const services: readonly ServiceEntry[] = JSON.parse(
  readFileSync(join(__dirname, '../../services.json'), 'utf8'),
);

/** @throws Error if `services.json` has no such service */
export function serviceNamed(name: string): ServiceEntry {
  const service = services.find((each) => each.name === name);
  if (!service) throw new Error(`services.json has no service '${name}'`);
  return service;
}

/** `ORDERS_URL` for `orders`. */
export function variableOf(service: Pick<ServiceEntry, 'name'>, suffix: string): string {
  return `${service.name.toUpperCase()}_${suffix}`;
}
