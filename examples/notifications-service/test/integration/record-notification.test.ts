import { paymentCompleted } from '@online-shop/shared/messages/payment-results';
import { createDatabaseFixture } from '@online-shop/test-kit/database-fixture';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { createPrisma } from '../../src/db/prisma';
import { recordNotification } from '../../src/notifications/record-notification';
import { orderId, paymentResult } from '../support/payment-results';

const database = createDatabaseFixture((url) =>
  createPrisma({ url, applicationName: 'notifications-test', logger: silentLogger }),
);
beforeAll(database.open);
afterAll(database.close);

test('a result that is delivered twice leaves one notification', async () => {
  const record = () =>
    database.client.$transaction((tx) => recordNotification(tx, paymentResult(paymentCompleted)));

  expect([await record(), await record()]).toEqual(['recorded', 'repeated']);
  expect(await database.client.notification.findMany()).toMatchObject([{ userId: 'ann', orderId }]);
});
