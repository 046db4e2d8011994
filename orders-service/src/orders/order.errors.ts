import { DomainError } from '@online-shop/shared/errors/domain-error';

export type OrderErrorCode = 'order_not_found' | 'idempotency_key_reused';

export class OrderError extends DomainError<OrderErrorCode> {}

export function orderNotFound(orderId: string): OrderError {
  return new OrderError('order_not_found', `there is no order ${orderId}`);
}

export function idempotencyKeyReused(): OrderError {
  return new OrderError(
    'idempotency_key_reused',
    'the Idempotency-Key was used before, with another body',
  );
}
