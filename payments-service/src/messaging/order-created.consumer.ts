import type { IncomingMessage } from '@online-shop/shared/bus/bus';
import { createParser } from '@online-shop/shared/messages/contract';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import type { ChargeOrder } from '../accounts/charge-orders';
import type { RecordedPayment } from '../accounts/payment';

const parse = createParser([orderCreated]);

/** Builds the handler that charges or declines the order of an `order.created`. */
export function createOrderCreatedHandler(
  chargeOrder: (order: ChargeOrder) => Promise<RecordedPayment>,
) {
  return async (message: IncomingMessage) => {
    const event = parse(message.body);
    const { reason } = await chargeOrder({
      messageId: event.id,
      messageType: event.type,
      orderId: event.subject,
      trace: { correlationId: event.correlationid, traceparent: event.traceparent },
      ...event.data,
    });
    return reason ? { decision: 'declined', reason } : { decision: 'charged' };
  };
}
