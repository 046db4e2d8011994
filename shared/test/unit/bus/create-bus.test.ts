import { createBus } from '@online-shop/shared/bus/create-bus';
import { createLogger } from 'winston';

test('a bus URL with an unknown scheme is rejected with the known schemes', () => {
  const options = { topology: { vhosts: {} }, logger: createLogger({ silent: true }) };

  expect(() => createBus({ ...options, url: 'redis://localhost' })).toThrow(
    "the bus URL has the unsupported scheme 'redis:'; use one of amqp:, amqps:, postgres:, postgresql:",
  );
});
