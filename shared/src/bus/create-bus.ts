import type { MessageBus } from './bus';
import type { BusOptions } from './bus-options';

type Engine = (options: BusOptions) => MessageBus;

/** Loads only the chosen engine, so that a process does not load the libraries of the other one. */
const loaders: Readonly<Record<string, () => Engine>> = {
  'amqp:': loadRabbitmq,
  'amqps:': loadRabbitmq,
  'postgres:': loadPostgres,
  'postgresql:': loadPostgres,
};

/**
 * Builds the bus for the scheme of the URL.
 * @throws Error for an unknown scheme; the message lists the known schemes
 */
export function createBus(options: BusOptions): MessageBus {
  const [protocol = ''] = /^[a-z]+:/i.exec(options.url) ?? [];
  const load = loaders[protocol];
  if (!load) {
    const schemes = Object.keys(loaders).join(', ');
    throw new Error(`the bus URL has the unsupported scheme '${protocol}'; use one of ${schemes}`);
  }
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
