import { createId, timeOfId } from '@online-shop/shared/ids/uuid-v7';
import type { DeclineReason } from '@online-shop/shared/messages/payment-results';
import type { OrderRequest } from './order-request';

/**
 * The statuses of an order: `NEW`, then one of the final statuses. This is the only definition. The
 * OpenAPI document is built from it. If a status is added, every switch over the statuses stops
 * compiling.
 */
export const orderStatuses = {
  NEW: { isFinal: false, isPaid: false, hasReason: false },
  FINISHED: { isFinal: true, isPaid: true, hasReason: false },
  CANCELLED: { isFinal: true, isPaid: false, hasReason: true },
} as const;

export type OrderStatus = keyof typeof orderStatuses;

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
  /** Null unless the status has a reason. */
  readonly statusReason: DeclineReason | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Creates a NEW order. Its creation time is the time in its ID. */
export function createOrder({ userId, amount, currency, description }: OrderRequest): Order {
  const id = createId();
  const createdAt = timeOfId(id);
  return {
    id,
    userId,
    amount,
    currency,
    description,
    status: 'NEW',
    statusReason: null,
    createdAt,
    updatedAt: createdAt,
  };
}

type StatusWith<Property extends 'isFinal' | 'hasReason', Value extends boolean> = {
  [Status in OrderStatus]: (typeof orderStatuses)[Status][Property] extends Value ? Status : never;
}[OrderStatus];

type FinalStatus = StatusWith<'isFinal', true>;

/** The final status of an order, with a reason if the status has one. */
export type Settlement =
  | {
      readonly status: FinalStatus & StatusWith<'hasReason', false>;
      readonly statusReason: null;
    }
  | {
      readonly status: FinalStatus & StatusWith<'hasReason', true>;
      readonly statusReason: DeclineReason;
    };
