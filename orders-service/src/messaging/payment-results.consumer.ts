import type { IncomingMessage } from '@online-shop/shared/bus/bus';
import { createParser } from '@online-shop/shared/messages/contract';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import type { PaymentResult, SettleOutcome } from '../orders/settle-order';

const parse = createParser([paymentCompleted, paymentFailed]);

/** Builds the handler that settles the order of a `payment.completed` or `payment.failed`. */
export function createPaymentResultsHandler(
  settleOrder: (result: PaymentResult) => Promise<SettleOutcome>,
) {
  return async (message: IncomingMessage) => {
    const event = parse(message.body);
    const settlement = await settleOrder({
      messageId: event.id,
      messageType: event.type,
      orderId: event.subject,
      userId: event.data.userId,
      amount: event.data.amount,
      currency: event.data.currency,
      declineReason: event.type === 'payment.failed' ? event.data.reason : null,
    });
    return { settlement };
  };
}
