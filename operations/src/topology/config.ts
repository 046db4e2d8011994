import { optional } from '@online-shop/shared/config/config-keys';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { managementApiUrl } from '@online-shop/shared/config/url-keys';
import { type BusAddress, findAddresses } from '../addresses';

export interface Config {
  readonly bus: BusAddress;
  readonly apiUrl: string | undefined;
}

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  const { keys, originOf } = findAddresses(environment, ['BUS_URL']);
  const { BUS_URL: url, RABBITMQ_API_URL: apiUrl } = parseConfig(environment, {
    ...keys,
    RABBITMQ_API_URL: optional(
      managementApiUrl({ doc: 'the management API of RabbitMQ, http://user:password@host:15672' }),
    ),
  });
  return { bus: { url, origin: originOf('BUS_URL') }, apiUrl };
}
