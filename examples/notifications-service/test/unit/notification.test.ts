import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import { findDocumentFaults } from '@online-shop/test-kit/openapi-faults';
import { openApiDocument } from '../../src/http/openapi';
import { createNotification } from '../../src/notifications/notification';
import { orderId, paymentResult } from '../support/payment-results';

test('the OpenAPI document is valid, and every example matches its schema', () => {
  expect(findDocumentFaults(openApiDocument)).toEqual([]);
});

test('a completed payment tells its user that the order is paid', () => {
  const notification = createNotification(paymentResult(paymentCompleted));
  expect(notification).toMatchObject({ userId: 'ann', orderId, text: 'The order is paid.' });
});

test('a failed payment names the reason', () => {
  const { text } = createNotification(paymentResult(paymentFailed));
  expect(text).toBe('The order is cancelled: INSUFFICIENT_FUNDS.');
});
