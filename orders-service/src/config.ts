import type { ConfigOf } from '@online-shop/shared/config/config-key';
import { integer } from '@online-shop/shared/config/config-keys';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { messagingServiceKeys } from '@online-shop/shared/config/service-keys';

const spec = {
  ...messagingServiceKeys('orders'),
  REDRIVE_AFTER_SECONDS: integer({
    doc: 'seconds after which a NEW order is re-driven; the waits that follow grow',
    default: 30,
  }),
  ORDER_DEADLINE_SECONDS: integer({
    doc: 'seconds after which a NEW order is reported as overdue; it is never cancelled for that',
    default: 300,
  }),
};

export type Config = ConfigOf<typeof spec>;

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  return parseConfig(environment, spec);
}
