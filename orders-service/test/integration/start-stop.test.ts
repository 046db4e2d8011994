import { findRabbitmq, type Rabbitmq } from '@online-shop/servers/rabbitmq';
import { startService } from '@online-shop/test-kit/running-service';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import {
  countHoldings,
  findLeftovers,
  repeatStartAndStop,
} from '@online-shop/test-kit/start-stop-cycles';
import { makeTestDatabase, type TestDatabase } from '@online-shop/test-kit/test-database';
import { readConfig } from '../../src/config';
import { createService } from '../../src/service';

let database: TestDatabase;
let rabbitmq: Rabbitmq | undefined;

const startRabbitmq = findRabbitmq();
// Skipped if no RabbitMQ can be started: findRabbitmq reports it, and throws if CI=true.
const describeOnRabbitmq = startRabbitmq ? describe : describe.skip;

beforeAll(async () => {
  [database, rabbitmq] = await Promise.all([makeTestDatabase(), startRabbitmq?.()]);
}, 120_000);
afterAll(async () => {
  await Promise.all([database.drop(), rabbitmq?.dispose()]);
}, 60_000);

describeOnRabbitmq('orders-service, started and stopped fifty times', () => {
  it('leaves no listener, timer, connection, channel or file behind', async () => {
    const config = readConfig({ DATABASE_URL: database.url, BUS_URL: rabbitmq?.url });
    const start = () => startService(createService({ ...config, PORT: 0 }, silentLogger));
    // The first cycle loads modules and creates objects that stay in memory.
    await repeatStartAndStop(start, { times: 3 });
    const before = countHoldings();

    await repeatStartAndStop(start, { times: 50 });

    expect(await findLeftovers(before)).toEqual({});
  }, 180_000);
});
