import { oneOf, optional } from '@online-shop/shared/config/config-keys';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { managementApiUrl } from '@online-shop/shared/config/url-keys';
import { type BusAddress, findAddresses } from '../addresses';

export interface Config {
  readonly bus: BusAddress;
  readonly apiUrl: string | undefined;
  /** Whether the queues of examples are compared too. */
  readonly withExamples: boolean;
}

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  const { keys, originOf } = findAddresses(environment, ['BUS_URL']);
  const config = parseConfig(environment, {
    ...keys,
    RABBITMQ_API_URL: optional(
      managementApiUrl({ doc: 'the management API of RabbitMQ, http://user:password@host:15672' }),
    ),
    WITH_EXAMPLES: oneOf(['true', 'false'], {
      doc: "'true' also compares the queues of the services that services.json marks as examples",
      default: 'false',
    }),
  });
  const { BUS_URL: url, RABBITMQ_API_URL: apiUrl, WITH_EXAMPLES } = config;
  return {
    bus: { url, origin: originOf('BUS_URL') },
    apiUrl,
    withExamples: WITH_EXAMPLES === 'true',
  };
}
