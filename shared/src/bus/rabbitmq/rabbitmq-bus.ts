import type { MessageBus } from '../bus';
import type { BusOptions } from '../create-bus';

/** The message bus on RabbitMQ, through Rascal. */
export function createRabbitmqBus(_options: BusOptions): MessageBus {
  throw new Error('the RabbitMQ engine is not built yet');
}
