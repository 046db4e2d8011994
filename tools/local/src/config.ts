import { readConfig as readGatewayConfig } from '@online-shop/gateway/config';
import { readConfig as readOrdersConfig } from '@online-shop/orders-service/config';
import { readConfig as readPaymentsConfig } from '@online-shop/payments-service/config';
import { environmentWithoutPg } from '@online-shop/servers/config';
import type { ConfigOf } from '@online-shop/shared/config/config-key';
import { logFormat, logLevel, optional, port } from '@online-shop/shared/config/config-keys';
import { dataFolder } from '@online-shop/shared/config/local-shop';
import { findNearMisses } from '@online-shop/shared/config/near-misses';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { readTogether } from '@online-shop/shared/config/read-together';
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

/** Settings of the services that `npm start` replaces: they depend on where the shop is. */
const replacedSettings = ['PORT', 'DATABASE_URL', 'ORDERS_URL', 'PAYMENTS_URL'] as const;

/**
 * Reads the settings of `npm start`, and checks those that it passes on to the services.
 * @throws ConfigError naming every problem
 */
export function readConfig(environment = inheritedEnvironment()): Config {
  const inherited = { ...environment };
  for (const name of replacedSettings) delete inherited[name];
  return readTogether(
    () => parseConfig(environment, spec),
    () => readGatewayConfig(inherited),
    () => readOrdersConfig(inherited),
    () => readPaymentsConfig(inherited),
  );
}

/** Sentences about variables that are probably misspelt settings. */
export function findMisspeltSettings(environment = inheritedEnvironment()): readonly string[] {
  const readers = [readConfig, readGatewayConfig, readOrdersConfig, readPaymentsConfig];
  const names = readers.flatMap((read) => Object.keys(read({})));
  return findNearMisses(environment, [...new Set(names)]);
}

/** Where `npm start` keeps its data, for the check before it builds. */
export function readDataFolder(environment = process.env): string {
  return dataFolder(environment.DATA_DIR);
}

/** Where `npm run demo` finds the gateway. */
export function readDemoConfig(environment = process.env): { readonly gatewayUrl: string } {
  const { GATEWAY_PORT } = parseConfig(environment, { GATEWAY_PORT: spec.GATEWAY_PORT });
  return { gatewayUrl: `http://localhost:${GATEWAY_PORT}` };
}

/**
 * The environment of this process, for everything in the local shop: without PostgreSQL's variables,
 * which are about another server, and never in production, where the well-known passwords of one
 * machine are refused.
 */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  return { ...environmentWithoutPg(), NODE_ENV: 'development' };
}

/** Whether standard output is a terminal with colours, and they are wanted (https://no-color.org). */
export function wantsColour(): boolean {
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}
