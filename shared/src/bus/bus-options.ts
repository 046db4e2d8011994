import type { Logger } from 'winston';
import type { Topology } from './topology';

export interface BusOptions {
  /**
   * `amqp:` or `amqps:` selects RabbitMQ. The URL may name several nodes:
   * `amqp://user:password@a,b/`. `postgres:` or `postgresql:` selects PostgreSQL.
   */
  readonly url: string;
  readonly topology: Topology;
  readonly logger: Logger;
  /** Interval at which the topology is declared again, in milliseconds. Defaults to 20 s. */
  readonly declareIntervalMs?: number;
}
