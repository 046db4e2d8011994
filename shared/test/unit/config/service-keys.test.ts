import { parseConfig } from '../../../src/config/parse-config';
import { consumingServiceKeys, messagingServiceKeys } from '../../../src/config/service-keys';

test('the defaults of a service follow its entry in services.json', () => {
  expect(parseConfig({}, messagingServiceKeys('payments'))).toMatchObject({
    PORT: 5003,
    DATABASE_URL: 'postgres://payments:payments@127.0.0.1:5500/paymentsdb',
    OUTBOX_RETENTION_HOURS: 168,
  });
});

test('a service that only consumes has no settings of an outbox', () => {
  const names = Object.keys(consumingServiceKeys('orders'));
  expect(names).toContain('INBOX_RETENTION_HOURS');
  expect(names.filter((name) => /OUTBOX|IDEMPOTENCY/.test(name))).toEqual([]);
});

test('a name that services.json does not have is an error that says so', () => {
  expect(() => messagingServiceKeys('ghost')).toThrow("services.json has no service 'ghost'");
});
