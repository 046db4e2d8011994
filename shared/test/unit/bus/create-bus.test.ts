import { createBus } from '@online-shop/shared/bus/create-bus';
import { createLogger } from 'winston';

test('a bus URL of an unknown scheme is refused by naming the known ones', () => {
  const options = { topology: { vhosts: {} }, logger: createLogger({ silent: true }) };

  expect(() => createBus({ ...options, url: 'redis://localhost' })).toThrow(
    'no bus for redis:, only for amqp:, amqps:, postgres:, postgresql:',
  );
});
