import { findRabbitmq } from '@online-shop/local/rabbitmq';
import type { TestBroker } from './support/broker';
import { describeContract } from './support/contract';
import { describeOutages } from './support/outage-contract';
import { createRabbitmqBroker } from './support/rabbitmq-broker';

const start = findRabbitmq();

(start ? describe : describe.skip)('with a broker', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    if (start) broker = await createRabbitmqBroker(start);
  }, 120_000);
  afterAll(() => broker?.dispose());

  describeContract('RabbitMQ', () => broker);
  describeOutages('RabbitMQ', () => broker);
});
