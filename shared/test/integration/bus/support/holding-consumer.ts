import { createBus } from '@online-shop/shared/bus/create-bus';
import { createLogger } from 'winston';

/**
 * A process that takes messages and never finishes one, to be killed. It is given the bus URL and
 * the topology, and prints the id of each message that it has in hand.
 */
const [, , url = '', topology = ''] = process.argv;
const bus = createBus({
  url,
  topology: JSON.parse(topology),
  logger: createLogger({ silent: true }),
});
const consumer = bus.createConsumer({
  subscription: 'things',
  handle: ({ id }) => {
    process.stdout.write(`${id}\n`);
    return new Promise(() => {});
  },
  recoveryFor: () => 'retry',
});

void bus.start().then(() => consumer.start());
