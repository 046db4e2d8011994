import { createBus } from '@online-shop/shared/bus/create-bus';
import { createLogger } from 'winston';

/**
 * A process that receives messages and never acknowledges them. The test kills it. Its arguments
 * are the bus URL and the topology. It prints the ID of each received message.
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
