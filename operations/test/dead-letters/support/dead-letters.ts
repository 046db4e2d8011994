import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { MessageContract } from '@online-shop/shared/messages/contract';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import type { DeadLetter } from '../../../src/dead-letters/dead-letter';

/** Creates a dead letter with default values and the given facts. */
export function createLetter(facts: Partial<DeadLetter> = {}): DeadLetter {
  return {
    id: createId(),
    queue: 'payments.order-created',
    messageId: 'message-1',
    correlationId: 'correlation-1',
    reason: {
      attempts: 4,
      errorCode: 'ECODE',
      errorMessage: 'it did not work',
      firstFailedAt: '2026-05-04T09:30:12.417Z',
      lastFailedAt: '2026-05-04T09:30:38.020Z',
    },
    copies: 1,
    headers: {},
    body: '{}',
    ...facts,
  };
}

interface OrderFacts {
  readonly orderId?: string;
  readonly userId?: string;
  readonly amount?: unknown;
  readonly currency?: string;
}

export function orderLetter(facts: OrderFacts = {}): DeadLetter {
  return createLetter({ body: bodyOf(orderCreated, facts) });
}

export function completedLetter(facts: OrderFacts = {}): DeadLetter {
  return createLetter({ body: bodyOf(paymentCompleted, facts) });
}

export function failedLetter(facts: OrderFacts = {}): DeadLetter {
  return createLetter({ body: bodyOf(paymentFailed, { reason: 'INSUFFICIENT_FUNDS', ...facts }) });
}

function bodyOf(
  contract: MessageContract,
  facts: OrderFacts & { readonly reason?: string },
): string {
  const { orderId = createId(), ...data } = facts;
  const event = createEvent(contract, {
    orderId,
    time: new Date(0),
    trace: { correlationId: 'test' },
    data: { userId: 'ann', amount: 25_000, currency: 'RUB', ...data },
  });
  return JSON.stringify(event);
}
