import { findOwnRabbitmq } from '@online-shop/servers/rabbitmq';
import { startRabbitmqBroker } from '../src/bus/rabbitmq-broker';
import { describeTheShop } from './scenarios/all';
import { useShop } from './use-shop';

const start = findOwnRabbitmq();

if (start) {
  describe('the shop on RabbitMQ', () => {
    describeTheShop(useShop({ startBroker: () => startRabbitmqBroker(start) }));
  });
} else {
  it.todo('runs the shop on RabbitMQ, which this machine cannot have');
}
