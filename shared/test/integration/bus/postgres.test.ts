import type { TestBroker } from './support/broker';
import { describeContract } from './support/contract';
import { describeOutages } from './support/outage-contract';
import { createPostgresBroker } from './support/postgres-broker';

let broker: TestBroker;
beforeAll(async () => {
  broker = await createPostgresBroker();
});
afterAll(() => broker?.dispose());

describeContract('PostgreSQL', () => broker);
describeOutages('PostgreSQL', () => broker);
