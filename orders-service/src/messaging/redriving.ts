import type { TransactionClient } from '@online-shop/shared/database/client';
import { inTransaction } from '@online-shop/shared/database/transaction';
import { createLoop, type Loop } from '@online-shop/shared/lifecycle/loop';
import type { Logger } from 'winston';
import type { Transaction } from '../db/prisma';
import { redriveOrders } from '../orders/redrive-orders';

export interface RedrivingOptions {
  readonly client: TransactionClient<Transaction>;
  readonly logger: Logger;
  /** How long an order may stay NEW after its message was published, milliseconds. */
  readonly afterMs: number;
  /** Called when messages were put into the outbox again. */
  readonly onRedriven: () => void;
  /** How often to look, milliseconds. */
  readonly intervalMs?: number;
  /** Most orders of one turn: what a long outage may send at once. */
  readonly limit?: number;
}

/** Looks for orders that wait too long for their payment, and has them told of again. */
export function createRedriving({
  client,
  logger,
  afterMs,
  onRedriven,
  intervalMs = 5_000,
  limit = 500,
}: RedrivingOptions): Loop {
  async function turn(): Promise<boolean> {
    try {
      const count = await inTransaction(client, (tx) => redriveOrders(tx, { afterMs, limit }));
      if (count > 0) {
        logger.warn('orders wait too long for their payment; told payments-service again', {
          count,
        });
        onRedriven();
      }
    } catch (error) {
      logger.warn('re-driving waits for its next turn', { error });
    }
    return false;
  }
  return createLoop({ name: 're-driving', intervalMs, turn });
}
