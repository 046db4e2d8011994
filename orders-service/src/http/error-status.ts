import type { OrderErrorCode } from '../orders/order.errors';

/**
 * The HTTP status of each domain error. `messaging/recovery.ts` is the corresponding table for
 * messages.
 */
export const statusByCode = {
  order_not_found: 404,
  idempotency_key_reused: 422,
} satisfies Record<OrderErrorCode, number>;
