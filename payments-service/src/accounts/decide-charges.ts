import type { DeclineReason } from '@online-shop/shared/messages/payment-results';
import type { LockedAccount } from './account';

/** An order that is not decided yet. */
export interface OrderToCharge {
  readonly orderId: string;
  readonly userId: string;
  /** Minor units of `currency`, above zero. */
  readonly amount: number;
  readonly currency: string;
}

/** The decision about one order. */
export type Decision<Order extends OrderToCharge = OrderToCharge> =
  | {
      readonly kind: 'charged';
      readonly order: Order;
      readonly account: LockedAccount;
      readonly balanceAfter: number;
    }
  | { readonly kind: 'declined'; readonly order: Order; readonly reason: DeclineReason };

/**
 * Decides which orders are charged. Orders are decided in the given order, each against the balance
 * that the previous orders left. The first applicable reason declines an order, and a declined
 * order changes no balance. The function is pure: equal arguments give equal decisions.
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
