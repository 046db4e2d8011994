import { createId, timeOfId } from '@online-shop/shared/ids/uuid-v7';
import type { EventOf } from '@online-shop/shared/messages/contract';
import type { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';

export type PaymentResult = EventOf<typeof paymentCompleted | typeof paymentFailed>;

export interface Notification {
  /** UUID v7. */
  readonly id: string;
  readonly userId: string;
  readonly orderId: string;
  readonly text: string;
  readonly createdAt: Date;
}

export function createNotification(result: PaymentResult): Notification {
  const { subject: orderId, data } = result;
  const id = createId();
  return { id, userId: data.userId, orderId, text: textOf(result), createdAt: timeOfId(id) };
}

/** Exhaustive: a further type of event does not compile without a text. */
function textOf(result: PaymentResult): string {
  switch (result.type) {
    case 'payment.completed':
      return 'The order is paid.';
    case 'payment.failed':
      return `The order is cancelled: ${result.data.reason}.`;
  }
}
