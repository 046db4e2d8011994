import { parseConfig } from '@online-shop/shared/config/parse-config';
import {
  type ConsumingConfig,
  consumingServiceKeys,
} from '@online-shop/shared/config/service-keys';

export type Config = ConsumingConfig;

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  return parseConfig(environment, consumingServiceKeys('notifications'));
}
