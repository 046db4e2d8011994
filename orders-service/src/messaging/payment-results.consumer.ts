import type { IncomingMessage } from '@online-shop/shared/bus/bus';
import { createParser } from '@online-shop/shared/messages/contract';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import type { PaymentResult, SettleOutcome } from '../orders/settle-order';

const parse = createParser([paymentCompleted, paymentFailed]);

/** `payment.completed`, `payment.failed` → the order is settled. */
export function createPaymentResultsHandler(
  settleOrder: (result: PaymentResult) => Promise<SettleOutcome>,
) {
  return async (message: IncomingMessage) => {
    const event = parse(message.body);
    const settlement = await settleOrder({
      messageId: event.id,
      messageType: event.type,
      orderId: event.subject,
      declineReason: event.type === 'payment.failed' ? event.data.reason : null,
    });
    return { settlement };
  };
}
