import type { ConfigOf } from '@online-shop/shared/config/config-key';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { type Addresses, type BusAddress, findAddresses } from '../addresses';

export type DatabaseUrls = Omit<ConfigOf<Addresses['keys']>, 'BUS_URL'>;
export interface Config {
  readonly bus: BusAddress;
  /** Null if the command needs no database. */
  readonly databaseUrls: DatabaseUrls | null;
}

const databaseNames = ['ORDERS_DATABASE_URL', 'PAYMENTS_DATABASE_URL'] as const;

/** @throws ConfigError naming every problem */
export function readConfig(
  { needsDatabases }: { readonly needsDatabases: boolean },
  environment = process.env,
): Config {
  const names = ['BUS_URL', ...(needsDatabases ? databaseNames : [])] as const;
  const { keys, originOf } = findAddresses(environment, names);
  const origin = originOf('BUS_URL');
  const { BUS_URL, ...databases } = keys;
  if (!needsDatabases) {
    const { BUS_URL: url } = parseConfig(environment, { BUS_URL });
    return { bus: { url, origin }, databaseUrls: null };
  }
  const { BUS_URL: url, ...databaseUrls } = parseConfig(environment, { BUS_URL, ...databases });
  return { bus: { url, origin }, databaseUrls };
}
