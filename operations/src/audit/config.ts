import type { ConfigOf, ConfigSpec } from '@online-shop/shared/config/config-key';
import { integer } from '@online-shop/shared/config/config-keys';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { type BusAddress, findAddresses } from '../addresses';

const spec = {
  // Twice the time after which an order is re-driven: the re-drive did not help.
  SLOW_AFTER_SECONDS: integer({
    doc: 'an order that is NEW for longer is listed as slow',
    default: 60,
  }),
  OUTBOX_RETENTION_HOURS: integer({
    doc: 'the same as the services use: a younger message must still be in its outbox',
    default: 168,
  }),
} satisfies ConfigSpec;

const addressNames = ['BUS_URL', 'ORDERS_DATABASE_URL', 'PAYMENTS_DATABASE_URL'] as const;

export type Settings = ConfigOf<typeof spec> &
  Readonly<Record<(typeof addressNames)[number], string>>;

export interface Config {
  readonly settings: Settings;
  readonly bus: BusAddress;
}

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  const { keys, originOf } = findAddresses(environment, addressNames);
  const settings = parseConfig(environment, { ...keys, ...spec });
  return { settings, bus: { url: settings.BUS_URL, origin: originOf('BUS_URL') } };
}
