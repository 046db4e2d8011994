import { parseConfig } from '../../../src/config/parse-config';
import { consumingServiceKeys, messagingServiceKeys } from '../../../src/config/service-keys';

test('the defaults of a service follow its entry in services.json', () => {
  expect(parseConfig({}, messagingServiceKeys('payments'))).toMatchObject({
    PORT: 5003,
    DATABASE_URL: 'postgres://payments:payments@127.0.0.1:5500/paymentsdb',
    OUTBOX_RETENTION_HOURS: 168,
  });
});

test('a service without publications has no outbox settings', () => {
  const names = Object.keys(consumingServiceKeys('orders'));
  expect(names).toContain('INBOX_RETENTION_HOURS');
  expect(names.filter((name) => /OUTBOX|IDEMPOTENCY/.test(name))).toEqual([]);
});

test('a service name that is missing in services.json throws an error with the name', () => {
  expect(() => messagingServiceKeys('ghost')).toThrow("services.json has no service 'ghost'");
});
