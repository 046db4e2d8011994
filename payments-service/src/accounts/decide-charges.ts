import type { DeclineReason } from '@online-shop/shared/messages/payment-results';
import type { LockedAccount } from './account';

/** An order that waits for its payment. */
export interface OrderToCharge {
  readonly orderId: string;
  readonly userId: string;
  /** Minor units of `currency`, above zero. */
  readonly amount: number;
  readonly currency: string;
}

/** What becomes of one order. */
export type Decision<Order extends OrderToCharge = OrderToCharge> =
  | {
      readonly kind: 'charged';
      readonly order: Order;
      readonly account: LockedAccount;
      readonly balanceAfter: number;
    }
  | { readonly kind: 'declined'; readonly order: Order; readonly reason: DeclineReason };

/**
 * The rule of who gets charged. Orders are taken in the order given, each against what those
 * before it have left; the first reason that holds declines it, and a declined order takes nothing.
 * Pure: equal arguments, equal decisions.
 */
export function decideCharges<Order extends OrderToCharge>(
  accounts: readonly LockedAccount[],
  orders: readonly Order[],
): Decision<Order>[] {
  const byUser = new Map(accounts.map((account) => [account.userId, account]));
  const balances = new Map(accounts.map((account) => [account.id, account.balance]));

  return orders.map((order): Decision<Order> => {
    const account = byUser.get(order.userId);
    if (!account) return { kind: 'declined', order, reason: 'ACCOUNT_NOT_FOUND' };
    if (account.currency !== order.currency) {
      return { kind: 'declined', order, reason: 'CURRENCY_MISMATCH' };
    }
    const balanceAfter = (balances.get(account.id) ?? 0) - order.amount;
    if (balanceAfter < 0) return { kind: 'declined', order, reason: 'INSUFFICIENT_FUNDS' };
    balances.set(account.id, balanceAfter);
    return { kind: 'charged', order, account, balanceAfter };
  });
}
