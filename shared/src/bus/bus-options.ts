import type { Logger } from 'winston';
import type { Topology } from './topology';

export interface BusOptions {
  /**
   * `amqp:` or `amqps:` for RabbitMQ, which may name several nodes (`amqp://user:password@a,b/`);
   * `postgres:` or `postgresql:` for PostgreSQL.
   */
  readonly url: string;
  readonly topology: Topology;
  readonly logger: Logger;
  /** How often the topology is declared again, in milliseconds. */
  readonly declareIntervalMs?: number;
}
