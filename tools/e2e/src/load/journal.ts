import type { RequestFate } from '../client/http-client';
import type { Order } from '../client/shop-client';

/** What the shop has promised to its clients: every 2xx answer, and what else they saw. */
export interface Journal {
  /** Accepted with 201, as they were then. */
  readonly orders: Map<string, Order>;
  /** Orders as they were when they were first seen to have ended. */
  readonly ended: Map<string, Order>;
  /** Users who were given an account, and what was deposited on it. */
  readonly deposited: Map<string, number>;
  /** Answers by status. */
  readonly answers: Map<number, number>;
  /** Requests that had no answer, by what became of them. */
  readonly unanswered: Record<RequestFate, number>;
  /** What no client should ever see. */
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

/** Notes an order that somebody read; one that had ended before must not have changed since. */
export function noteSeen({ ended, surprises }: Journal, order: Order): void {
  if (order.status === 'NEW') {
    if (ended.has(order.id)) surprises.push(`order ${order.id} had ended and is NEW again`);
    return;
  }
  const before = ended.get(order.id);
  if (!before) ended.set(order.id, order);
  else if (JSON.stringify(before) !== JSON.stringify(order)) {
    surprises.push(`order ${order.id} has changed after its end, to ${JSON.stringify(order)}`);
  }
}
