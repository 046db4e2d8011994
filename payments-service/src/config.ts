import type { ConfigOf } from '@online-shop/shared/config/config-key';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { messagingServiceKeys } from '@online-shop/shared/config/service-keys';

const spec = messagingServiceKeys('payments');

export type Config = ConfigOf<typeof spec>;

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  return parseConfig(environment, spec);
}
