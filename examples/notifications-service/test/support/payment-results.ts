import { createEvent } from '@online-shop/shared/messages/create-event';
import type { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import type { PaymentResult } from '../../src/notifications/notification';

export const orderId = '01920f3c-5b1e-7c4d-8a6f-2b9d0e1f3a57';

/** A result as payments-service publishes it. */
export function paymentResult(
  contract: typeof paymentCompleted | typeof paymentFailed,
  id = orderId,
): PaymentResult {
  const data = { userId: 'ann', amount: 100, currency: 'RUB' };
  const facts = { orderId: id, time: new Date(), trace: { correlationId: 'test' }, data };
  return contract.type === 'payment.failed'
    ? createEvent(contract, { ...facts, data: { ...data, reason: 'INSUFFICIENT_FUNDS' as const } })
    : createEvent(contract, facts);
}
