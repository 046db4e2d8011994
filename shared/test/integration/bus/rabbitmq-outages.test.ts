import { findOwnRabbitmq } from '@online-shop/local/rabbitmq';
import { describeOutages } from './support/outage-contract';
import { createRabbitmqBroker, type RabbitmqBroker } from './support/rabbitmq-broker';

const start = findOwnRabbitmq();

// Skipped where no RabbitMQ can be had: findRabbitmq has said so, and throws where CI=true.
(start ? describe : describe.skip)('with a broker that is ours to stop', () => {
  let broker: RabbitmqBroker;
  beforeAll(async () => {
    if (start) broker = await createRabbitmqBroker(start);
  }, 120_000);
  afterAll(() => broker?.dispose());

  describeOutages('RabbitMQ', () => broker);
});
