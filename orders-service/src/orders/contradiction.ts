import type { PaymentData } from '@online-shop/shared/messages/payment-data';
import type { DeclineReason } from '@online-shop/shared/messages/payment-results';
import type { Order } from './order';

/** Describes how a payment result contradicts its order. Returns undefined if they agree. */
export function findContradiction(
  order: Pick<Order, 'id' | 'userId' | 'amount' | 'currency' | 'status' | 'statusReason'>,
  result: PaymentData & { readonly declineReason: DeclineReason | null },
): string | undefined {
  const { id, userId, amount, currency, status, statusReason } = order;
  if (userId !== result.userId || amount !== result.amount || currency !== result.currency) {
    const claim = `${result.amount} ${result.currency} of ${result.userId}`;
    return `order ${id} is for ${amount} ${currency} of ${userId}; the result is about ${claim}`;
  }
  if (status === 'NEW' || statusReason === result.declineReason) return undefined;
  const [end, claim] = [statusReason ?? 'paid', result.declineReason ?? 'paid'];
  return `order ${id} has ended as ${end}; the result says ${claim}`;
}
