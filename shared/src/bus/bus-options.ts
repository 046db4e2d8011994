import type { Logger } from 'winston';
import type { Topology } from './topology';

export interface BusOptions {
  /** `amqp:` or `amqps:` for RabbitMQ, `postgres:` or `postgresql:` for PostgreSQL. */
  readonly url: string;
  readonly topology: Topology;
  readonly logger: Logger;
}
