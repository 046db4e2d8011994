import { DomainError } from '@online-shop/shared/errors/domain-error';

export type OrderErrorCode = 'order_not_found' | 'idempotency_key_reused';

export class OrderError extends DomainError<OrderErrorCode> {}

export function orderNotFound(orderId: string): OrderError {
  return new OrderError('order_not_found', `order ${orderId} does not exist`);
}

export function idempotencyKeyReused(): OrderError {
  return new OrderError(
    'idempotency_key_reused',
    'the Idempotency-Key was already used with another request body; use a new key',
  );
}
