import { createId, timeOfId } from '@online-shop/shared/ids/uuid-v7';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import {
  type DeclineReason,
  paymentCompleted,
  paymentFailed,
} from '@online-shop/shared/messages/payment-results';
import type { ShopDatabases } from './shop-databases';

export interface PlacedOrder {
  readonly id: string;
  readonly userId: string;
  readonly amount: number;
  readonly currency: string;
}

const trace = { correlationId: 'test-correlation' };

function factsOf({ id: orderId, userId, amount, currency }: PlacedOrder) {
  const data = { userId, amount, currency };
  return { orderId, time: timeOfId(orderId), trace, data };
}

/** Functions that write the same rows as the services, one function per step of an order. */
export function writeRecordsOf(shop: ShopDatabases) {
  async function openAccount(userId: string, { deposit = 1_000, currency = 'RUB' } = {}) {
    await shop.payments.query(
      `WITH account AS (
        INSERT INTO accounts VALUES ($1, $2, $3, $4, 1, now(), now()) RETURNING id
      )
      INSERT INTO ledger_entries SELECT $5, id, 1, 'DEPOSIT', $4, $4, NULL, now() FROM account`,
      [createId(), userId, currency, deposit, createId()],
    );
  }

  async function place(facts: Partial<PlacedOrder> = {}): Promise<PlacedOrder> {
    const order = { id: createId(), userId: 'ann', amount: 100, currency: 'RUB', ...facts };
    const { id: orderId, userId, amount, currency } = order;
    const event = createEvent(orderCreated, factsOf(order));
    await shop.orders.query(
      `WITH message AS (
        INSERT INTO outbox_messages (id, type, subject, correlation_id, body)
        VALUES ($8, $2, $1, 'c', $3)
      )
      INSERT INTO orders VALUES ($1, $4, $5, $6, '', 'NEW', NULL, $7, $7)`,
      [orderId, event.type, JSON.stringify(event), userId, amount, currency, event.time, event.id],
    );
    return order;
  }

  async function publish({ id }: PlacedOrder): Promise<void> {
    await shop.orders.query(
      'UPDATE outbox_messages SET published_at = now(), attempts = attempts + 1 WHERE subject = $1',
      [id],
    );
  }

  async function charge(order: PlacedOrder): Promise<void> {
    const { id, userId, amount } = order;
    const event = createEvent(paymentCompleted, factsOf(order));
    await shop.payments.query(
      `WITH message AS (
        INSERT INTO outbox_messages
          (id, type, subject, correlation_id, body, published_at, attempts)
        VALUES ($6, 'payment.completed', $1, 'c', $5, now(), 1)
      ), payment AS (
        INSERT INTO payments VALUES ($1, 'COMPLETED', NULL, now(), $2, $3, $7)
      ), account AS (
        UPDATE accounts SET balance = balance - $3::bigint, entry_count = entry_count + 1
        WHERE user_id = $2 RETURNING *
      )
      INSERT INTO ledger_entries
      SELECT $4, id, entry_count, 'PAYMENT', -$3::bigint, balance, $1, now() FROM account`,
      [id, userId, amount, createId(), JSON.stringify(event), event.id, order.currency],
    );
  }

  async function decline(order: PlacedOrder, reason: DeclineReason): Promise<void> {
    const { data, ...facts } = factsOf(order);
    const event = createEvent(paymentFailed, { ...facts, data: { ...data, reason } });
    await shop.payments.query(
      `WITH message AS (
        INSERT INTO outbox_messages
          (id, type, subject, correlation_id, body, published_at, attempts)
        VALUES ($5, $3, $1, 'c', $4, now(), 1)
      )
      INSERT INTO payments VALUES ($1, 'FAILED', $2, now(), $6, $7, $8)`,
      [
        order.id,
        reason,
        event.type,
        JSON.stringify(event),
        event.id,
        order.userId,
        order.amount,
        order.currency,
      ],
    );
  }

  /** Finishes the order without a reason, or cancels it with a reason. */
  async function settle({ id }: PlacedOrder, reason: DeclineReason | null = null): Promise<void> {
    await shop.orders.query(
      `WITH message AS (INSERT INTO inbox_messages VALUES ($3, 'payment', now(), $1))
      UPDATE orders SET status_reason = $2::cancel_reason,
        status = CASE WHEN $2 IS NULL THEN 'FINISHED' ELSE 'CANCELLED' END::order_status
      WHERE id = $1`,
      [id, reason, createId()],
    );
  }

  /** All steps of a paid order. */
  async function sell(facts: Partial<PlacedOrder> = {}): Promise<PlacedOrder> {
    const order = await place(facts);
    await publish(order);
    await charge(order);
    await settle(order);
    return order;
  }

  /** All steps of an order that is declined for insufficient funds. */
  async function refuse(facts: Partial<PlacedOrder> = {}): Promise<PlacedOrder> {
    const order = await place(facts);
    await publish(order);
    await decline(order, 'INSUFFICIENT_FUNDS');
    await settle(order, 'INSUFFICIENT_FUNDS');
    return order;
  }

  return { openAccount, place, publish, charge, decline, settle, sell, refuse };
}
