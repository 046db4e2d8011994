import { topology } from '@online-shop/orders-service/messaging/topology';
import { createId, timeOfId } from '@online-shop/shared/ids/uuid-v7';
import { append, createPreviousService, type PreviousService, receive } from './previous-service';

const insertSql = `
  INSERT INTO orders (id, user_id, amount, currency, description, created_at, updated_at)
  VALUES ($1, $2, $3, 'RUB', '', $4, $4)`;
const settleSql = `
  UPDATE orders
  SET status = $2::text::order_status, status_reason = $3::text::cancel_reason,
      updated_at = greatest(orders.created_at, now())
  WHERE id = $1 AND status = 'NEW'`;

export interface PreviousOrders extends PreviousService {
  /** Places an order; resolves with its ID. */
  place(order: { readonly userId: string; readonly amount: number }): Promise<string>;
  /** Publishes the order's message again, as re-driving did. */
  redrive(orderId: string): Promise<void>;
}

/** A process of the orders-service of the previous version. */
export function createPreviousOrders(urls: {
  readonly databaseUrl: string;
  readonly busUrl: string;
}): PreviousOrders {
  const service = createPreviousService({
    ...urls,
    topology,
    subscription: 'payment-results',
    async handle(tx, event) {
      if (!(await receive(tx, event))) return;
      const reason = event.data.reason ?? null;
      await tx.query(settleSql, [event.subject, reason ? 'CANCELLED' : 'FINISHED', reason]);
    },
  });

  function eventOf(id: string, userId: string, amount: number) {
    return {
      type: 'order.created',
      source: '/orders-service',
      subject: id,
      time: timeOfId(id),
      correlationid: 'previous',
      data: { userId, amount, currency: 'RUB' },
    };
  }

  return {
    ...service,
    place: ({ userId, amount }) =>
      service.transaction(async (tx) => {
        const id = createId();
        await tx.query(insertSql, [id, userId, amount, timeOfId(id)]);
        await append(tx, eventOf(id, userId, amount));
        return id;
      }),
    redrive: (orderId) =>
      service.transaction(async (tx) => {
        const { rows } = await tx.query('SELECT user_id, amount FROM orders WHERE id = $1', [
          orderId,
        ]);
        await append(tx, eventOf(orderId, rows[0].user_id, Number(rows[0].amount)));
      }),
  };
}
