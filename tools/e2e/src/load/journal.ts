import type { RequestFate } from '../client/http-client';
import type { Order } from '../client/shop-client';

/** The promises of the shop to its clients (every 2xx response), and all other observations. */
export interface Journal {
  /** Orders in 201 responses. */
  readonly orders: Map<string, Order>;
  /** Orders in the first response in which they were final. */
  readonly ended: Map<string, Order>;
  /** The sum of the deposits of each user with an account. */
  readonly deposited: Map<string, number>;
  /** The number of responses by status. */
  readonly answers: Map<number, number>;
  /** The number of requests without a response, by their fate. */
  readonly unanswered: Record<RequestFate, number>;
  /** Observations that break a promise. */
  readonly surprises: string[];
}

export function createJournal(): Journal {
  return {
    orders: new Map(),
    ended: new Map(),
    deposited: new Map(),
    answers: new Map(),
    unanswered: { refused: 0, crossed: 0, broken: 0 },
    surprises: [],
  };
}

export function countAnswer({ answers }: Journal, status: number): void {
  answers.set(status, (answers.get(status) ?? 0) + 1);
}

/** Records an order that a client has read. A final order must not change. */
export function noteSeen({ ended, surprises }: Journal, order: Order): void {
  if (order.status === 'NEW') {
    if (ended.has(order.id)) surprises.push(`order ${order.id} was final and is NEW again`);
    return;
  }
  const before = ended.get(order.id);
  if (!before) ended.set(order.id, order);
  else if (JSON.stringify(before) !== JSON.stringify(order)) {
    surprises.push(`order ${order.id} was final and changed to ${JSON.stringify(order)}`);
  }
}
