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
  BUS_URL: optional(busUrl({ doc: 'RabbitMQ (amqp://…); the embedded bus where it is not given' })),
  DATA_DIR: {
    doc: 'the folder of what is kept between runs; a relative one is in the root folder',
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
  /** The services to start, each with the port that was asked for. */
  readonly services: readonly ServiceEntry[];
}

/**
 * Reads the settings of `npm start`, and checks those that it passes on to the services.
 * @throws ConfigError naming every problem
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

/** Settings of the services that `npm start` replaces: they depend on where the shop is. */
function listReplacedSettings(started: readonly ServiceEntry[]): readonly string[] {
  return ['PORT', 'DATABASE_URL', ...started.map((service) => variableOf(service, 'URL'))];
}

/** The function that reads the settings of the service. */
function readerOf(service: ServiceEntry): (environment: NodeJS.ProcessEnv) => object {
  return require(`${packageOf(service)}/config`).readConfig;
}

/** Sentences about variables that are probably misspelt settings. */
export function findMisspeltSettings(environment = inheritedEnvironment()): readonly string[] {
  const started = readConfig(environment).services;
  const readers = [readGatewayConfig, ...started.map(readerOf)];
  const names = readers.flatMap((read) => Object.keys(read({})));
  return findNearMisses(environment, [
    ...new Set([...Object.keys(spec), ...Object.keys(ports), ...names]),
  ]);
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
