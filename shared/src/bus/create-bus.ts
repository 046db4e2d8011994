import type { MessageBus } from './bus';
import type { BusOptions } from './bus-options';

type Engine = (options: BusOptions) => MessageBus;

/** Loads an engine only when it is chosen, so that nobody pays for the libraries of the other. */
const loaders: Readonly<Record<string, () => Engine>> = {
  'amqp:': loadRabbitmq,
  'amqps:': loadRabbitmq,
  'postgres:': loadPostgres,
  'postgresql:': loadPostgres,
};

/** Builds the bus that the URL's scheme names. @throws for any other scheme, naming those it knows */
export function createBus(options: BusOptions): MessageBus {
  const [protocol = ''] = /^[a-z]+:/i.exec(options.url) ?? [];
  const load = loaders[protocol];
  if (!load) throw new Error(`no bus for ${protocol}, only for ${Object.keys(loaders).join(', ')}`);
  return load()(options);
}

function loadRabbitmq(): Engine {
  const engine: typeof import('./rabbitmq/rabbitmq-bus') = require('./rabbitmq/rabbitmq-bus');
  return engine.createRabbitmqBus;
}

function loadPostgres(): Engine {
  const engine: typeof import('./postgres/postgres-bus') = require('./postgres/postgres-bus');
  return engine.createPostgresBus;
}
