import { createId, timeOfId } from '@online-shop/shared/ids/uuid-v7';
import type { DeclineReason } from '@online-shop/shared/messages/payment-results';

export type OrderStatus = 'NEW' | 'FINISHED' | 'CANCELLED';

export interface Order {
  /** UUID v7. */
  readonly id: string;
  readonly userId: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly description: string;
  readonly status: OrderStatus;
  /** Null unless cancelled. */
  readonly statusReason: DeclineReason | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a client asks for. */
export type OrderRequest = Pick<Order, 'userId' | 'amount' | 'currency' | 'description'>;

/** An order that waits for its payment, made at the moment its id tells. */
export function createOrder({ userId, amount, currency, description }: OrderRequest): Order {
  const id = createId();
  const createdAt = timeOfId(id);
  return {
    ...{ id, userId, amount, currency, description },
    ...{ status: 'NEW', statusReason: null, createdAt, updatedAt: createdAt },
  };
}

/** How an order ends: the one transition there is, `NEW → FINISHED | CANCELLED`. */
export type Settlement =
  | { readonly status: 'FINISHED'; readonly statusReason: null }
  | { readonly status: 'CANCELLED'; readonly statusReason: DeclineReason };
