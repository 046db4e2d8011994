import type { TestBroker } from './support/broker';
import { describeDelivery } from './support/delivery-contract';
import { describeOutages } from './support/outage-contract';
import { createPostgresBroker } from './support/postgres-broker';
import { describeRecovery } from './support/recovery-contract';

let broker: TestBroker;
beforeAll(async () => {
  broker = await createPostgresBroker();
});
afterAll(() => broker?.dispose());

describeDelivery('PostgreSQL', () => broker);
describeRecovery('PostgreSQL', () => broker);
describeOutages('PostgreSQL', () => broker);
