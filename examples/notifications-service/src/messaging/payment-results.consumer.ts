import type { IncomingMessage } from '@online-shop/shared/bus/bus';
import { createParser } from '@online-shop/shared/messages/contract';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import type { PaymentResult } from '../notifications/notification';

const parse = createParser([paymentCompleted, paymentFailed]);

/** `payment.completed`, `payment.failed` → a notification of the user. */
export function createPaymentResultsHandler(record: (result: PaymentResult) => Promise<string>) {
  return async ({ body }: IncomingMessage) => ({ notification: await record(parse(body)) });
}
