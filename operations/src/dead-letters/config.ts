import { parseConfig } from '@online-shop/shared/config/parse-config';
import { type BusAddress, findAddresses } from '../addresses';

/** What the forecasts read. */
const databaseNames = ['ORDERS_DATABASE_URL', 'PAYMENTS_DATABASE_URL'] as const;

export type DatabaseUrls = Readonly<Record<(typeof databaseNames)[number], string>>;
export interface Config {
  readonly bus: BusAddress;
  /** Null if the command needs no database. */
  readonly databaseUrls: DatabaseUrls | null;
}

/** @throws ConfigError naming every problem */
export function readConfig(
  { needsDatabases }: { readonly needsDatabases: boolean },
  environment = process.env,
): Config {
  if (!needsDatabases) {
    const { keys, originOf } = findAddresses(environment, ['BUS_URL']);
    const { BUS_URL: url } = parseConfig(environment, keys);
    return { bus: { url, origin: originOf('BUS_URL') }, databaseUrls: null };
  }
  const { keys, originOf } = findAddresses(environment, ['BUS_URL', ...databaseNames]);
  const { BUS_URL: url, ...databaseUrls } = parseConfig(environment, keys);
  return { bus: { url, origin: originOf('BUS_URL') }, databaseUrls };
}
