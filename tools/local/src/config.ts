import { readConfig as readGatewayConfig } from '@online-shop/gateway/config';
import { environmentWithoutPg } from '@online-shop/servers/config';
import type { ConfigOf } from '@online-shop/shared/config/config-key';
import { logFormat, logLevel, oneOf, optional, port } from '@online-shop/shared/config/config-keys';
import { dataFolder } from '@online-shop/shared/config/local-shop';
import { findNearMisses } from '@online-shop/shared/config/near-misses';
import { parseConfig } from '@online-shop/shared/config/parse-config';
import { readTogether } from '@online-shop/shared/config/read-together';
import { busUrl } from '@online-shop/shared/config/url-keys';
import { packageOf, type ServiceEntry, services, variableOf } from '@online-shop/shared/services';

const spec = {
  GATEWAY_PORT: port({ doc: 'where the gateway listens', default: 5000 }),
  POSTGRES_PORT: optional(
    port({ doc: 'where the embedded PostgreSQL listens: 5500, or a free one if that is taken' }),
  ),
  BUS_URL: optional(
    busUrl({ doc: 'the URL of a RabbitMQ (amqp://…); defaults to the embedded bus' }),
  ),
  DATA_DIR: {
    doc: 'the data folder; a relative path is relative to the root folder',
    parse: dataFolder,
    fallback: { value: dataFolder() },
  },
  WITH_EXAMPLES: oneOf(['true', 'false'], {
    doc: "'true' also starts the services that services.json marks as examples",
    default: 'false',
  }),
  LOG_LEVEL: logLevel(),
  LOG_FORMAT: logFormat(),
};

/** `ORDERS_PORT` of orders-service. */
const ports = Object.fromEntries(
  services.map((service) => [
    variableOf(service, 'PORT'),
    port({ doc: `where ${service.folder} listens`, default: service.port }),
  ]),
);

export interface Config extends ConfigOf<typeof spec> {
  /** The services to start, each with its configured port. */
  readonly services: readonly ServiceEntry[];
}

/**
 * Reads the settings of `npm start` and validates the settings of the services.
 * @throws ConfigError that lists every problem
 */
export function readConfig(environment = inheritedEnvironment()): Config {
  const started = services.filter(({ isExample }) => !isExample || wantsExamples(environment));
  const inherited = { ...environment };
  for (const name of listReplacedSettings(started)) delete inherited[name];
  const config = readTogether(
    () => parseConfig(environment, { ...spec, ...ports }),
    ...[readGatewayConfig, ...started.map(readerOf)].map((read) => () => read(inherited)),
  );
  const portOf = (service: ServiceEntry): number => {
    return (config as Record<string, unknown>)[variableOf(service, 'PORT')] as number;
  };
  return {
    ...config,
    services: started.map((service) => ({ ...service, port: portOf(service) })),
  };
}

function wantsExamples({ WITH_EXAMPLES }: NodeJS.ProcessEnv): boolean {
  return WITH_EXAMPLES?.trim() === 'true';
}

/** The settings of the services that `npm start` sets itself, because they depend on its ports. */
function listReplacedSettings(started: readonly ServiceEntry[]): readonly string[] {
  return ['PORT', 'DATABASE_URL', ...started.map((service) => variableOf(service, 'URL'))];
}

/** Returns the function that reads the settings of the service. */
function readerOf(service: ServiceEntry): (environment: NodeJS.ProcessEnv) => object {
  return require(`${packageOf(service)}/config`).readConfig;
}

/** Returns one sentence per variable that is probably a misspelt setting. */
export function findMisspeltSettings(environment = inheritedEnvironment()): readonly string[] {
  const started = readConfig(environment).services;
  const readers = [readGatewayConfig, ...started.map(readerOf)];
  const names = readers.flatMap((read) => Object.keys(read({})));
  return findNearMisses(environment, [
    ...new Set([...Object.keys(spec), ...Object.keys(ports), ...names]),
  ]);
}

/** Returns the data folder, for the check before the build. */
export function readDataFolder(environment = process.env): string {
  return dataFolder(environment.DATA_DIR);
}

/** Returns the gateway URL for `npm run demo`. */
export function readDemoConfig(environment = process.env): { readonly gatewayUrl: string } {
  const { GATEWAY_PORT } = parseConfig(environment, { GATEWAY_PORT: spec.GATEWAY_PORT });
  return { gatewayUrl: `http://localhost:${GATEWAY_PORT}` };
}

/**
 * Returns the environment of all child processes: without the `PG*` variables, which are meant for
 * other servers, and with NODE_ENV=development, because production rejects the well-known passwords
 * of the local databases.
 */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  return { ...environmentWithoutPg(), NODE_ENV: 'development' };
}

/**
 * Whether to print colours: standard output is a terminal with colours, and NO_COLOR is not set
 * (https://no-color.org).
 */
export function wantsColour(): boolean {
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}
