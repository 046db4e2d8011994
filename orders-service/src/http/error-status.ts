import type { OrderErrorCode } from '../orders/order.errors';

/** Domain error → HTTP status: the twin of `messaging/recovery.ts`. */
export const statusByCode = {
  order_not_found: 404,
  idempotency_key_reused: 422,
} satisfies Record<OrderErrorCode, number>;
