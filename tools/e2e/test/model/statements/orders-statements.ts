import type { Order, OrderStatus } from '@online-shop/orders-service/orders/order';
import type { DeclineReason } from '@online-shop/shared/messages/payment-results';
import {
  nameOfRow,
  SimulatedDatabaseError,
  type SimulatedTransaction,
} from '../simulated-database';
import type { OutboxRow } from '../tables';
import { messagingStatements } from './messaging-statements';
import { byText, type Statement, type Statements, unnest } from './statement';

export const ordersStatements = {
  ...messagingStatements,
  insertOrders: { begins: 'INSERT INTO orders', means: insertOrders },
  settleNewOrders: {
    begins: 'UPDATE orders SET status',
    means: (tx, statement) => settle(tx, statement, isNew),
  },
  lockOrdersToRedrive: { begins: 'SELECT orders.id, user_id', means: lockOrdersToRedrive },
  findOrders: { begins: 'SELECT id, user_id', means: findOrders },
} satisfies Statements;

function insertOrders(tx: SimulatedTransaction, statement: Statement) {
  const rows = unnest(statement);
  for (const row of rows) {
    const createdAt = new Date(String(row.created_at));
    const order: Order = {
      id: String(row.id),
      userId: String(row.user_id),
      amount: Number(row.amount),
      currency: String(row.currency),
      description: String(row.description),
      status: 'NEW',
      statusReason: null,
      createdAt,
      updatedAt: createdAt,
    };
    tx.lock(nameOfRow('orders', order.id));
    if (tx.find('orders', order.id)) throw new SimulatedDatabaseError('23505', 'orders_pkey');
    tx.put('orders', order.id, order);
  }
  return rows.length;
}

export function isNew(order: Order): boolean {
  return order.status === 'NEW';
}

interface Ended {
  readonly id: string;
  readonly user_id: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: OrderStatus;
  readonly reason: DeclineReason | null;
}

function isAbout(ended: Ended, { userId, amount, currency }: Order): boolean {
  const isSamePrice = Number(ended.amount) === amount && ended.currency === currency;
  return isSamePrice && ended.user_id === userId;
}

/** Settles the orders that satisfy the statement's condition. */
export function settle(
  tx: SimulatedTransaction,
  statement: Statement,
  condition: (order: Order) => boolean,
) {
  const ended = unnest(statement) as unknown as Ended[];
  const isMeant = (each: Ended) => {
    const order = tx.find('orders', each.id);
    return order !== undefined && condition(order) && isAbout(each, order);
  };
  const settled = ended.filter(isMeant);
  for (const { id } of settled) tx.lock(nameOfRow('orders', id));
  for (const { id, status, reason } of settled) {
    const order = tx.find('orders', id) as Order;
    if (!isNew(order) && tx.keeps('orders_terminal_is_final')) {
      throw new SimulatedDatabaseError('P0001', `order ${id} is final`);
    }
    const updatedAt = new Date(Math.max(Date.now(), order.createdAt.getTime()));
    tx.put('orders', id, { ...order, status, statusReason: reason, updatedAt });
  }
  return settled.map(({ id }) => ({ id }));
}

function lockOrdersToRedrive(tx: SimulatedTransaction, { values }: Statement) {
  const [type, afterMs, , growsToMs, limit] = values as [string, number, number, number, number];
  const now = Date.now();
  const isDue = ({ createdAt }: Order, { publishedAt }: OutboxRow) => {
    if (!publishedAt) return false;
    const ageMs = publishedAt.getTime() - createdAt.getTime();
    return now - publishedAt.getTime() >= Math.max(afterMs, Math.min(ageMs, growsToMs));
  };
  const told = tx.rows('outbox_messages').filter((message) => message.type === type);
  const messages = new Map(told.map((message) => [message.subject, message]));
  const due = tx
    .rows('orders')
    .filter((order) => isNew(order) && order.createdAt.getTime() <= now - afterMs)
    .map((order) => ({ order, message: messages.get(order.id) }))
    .filter(({ order, message }) => !message || isDue(order, message))
    .filter(({ order }) => !tx.isHeldByAnother(nameOfRow('orders', order.id)))
    .sort(byText(({ order }) => order.id))
    .slice(0, limit);
  for (const { order } of due) tx.lock(nameOfRow('orders', order.id));
  return due.map(({ order, message }) => ({
    ...order,
    messageId: message?.id ?? null,
  }));
}

function findOrders(tx: SimulatedTransaction, { values }: Statement) {
  return [...new Set(values[0] as string[])].flatMap((id) => {
    const order = tx.find('orders', id);
    if (!order) return [];
    const { userId, amount, currency, status, statusReason } = order;
    return [{ id, userId, amount, currency, status, statusReason }];
  });
}
