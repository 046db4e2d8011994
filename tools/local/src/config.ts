import type { ConfigOf } from '@online-shop/shared/config/config-key';
import { logFormat, logLevel, optional, port } from '@online-shop/shared/config/config-keys';
import { dataFolder } from '@online-shop/shared/config/local-shop';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { busUrl } from '@online-shop/shared/config/url-keys';

const spec = {
  GATEWAY_PORT: port({ doc: 'where the gateway listens', default: 5000 }),
  ORDERS_PORT: port({ doc: 'where orders-service listens', default: 5001 }),
  PAYMENTS_PORT: port({ doc: 'where payments-service listens', default: 5003 }),
  POSTGRES_PORT: optional(
    port({ doc: 'where the embedded PostgreSQL listens: 5500, or a free one if that is taken' }),
  ),
  BUS_URL: optional(busUrl({ doc: 'RabbitMQ (amqp://…); the embedded bus where it is not given' })),
  DATA_DIR: {
    doc: 'the folder of what is kept between runs; a relative one is in the root folder',
    parse: dataFolder,
    fallback: { value: dataFolder() },
  },
  LOG_LEVEL: logLevel(),
  LOG_FORMAT: logFormat(),
};

export type Config = ConfigOf<typeof spec>;

/** @throws ConfigError naming every problem */
export function readConfig(environment = process.env): Config {
  return parseConfig(environment, spec);
}

/** Where `npm run demo` finds the gateway. */
export function readDemoConfig(environment = process.env): { readonly gatewayUrl: string } {
  const { GATEWAY_PORT } = parseConfig(environment, { GATEWAY_PORT: spec.GATEWAY_PORT });
  return { gatewayUrl: `http://localhost:${GATEWAY_PORT}` };
}

/** What the services get besides their own settings. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  // The well-known passwords of one machine are refused in production.
  return { ...process.env, NODE_ENV: 'development' };
}

/** Whether whoever reads standard output sees colours, and wants to (https://no-color.org). */
export function wantsColour(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR;
}
