import type { Order } from '@online-shop/orders-service/orders/order';
import type { Account, LedgerEntry } from '@online-shop/payments-service/accounts/account';
import type { Payment } from '@online-shop/payments-service/accounts/payment';

/** The rows of both services' databases; each has the tables of its own schema. */
export interface Tables {
  readonly orders: Order;
  readonly accounts: Account & { readonly entryCount: number };
  readonly ledger_entries: LedgerEntry;
  readonly payments: Payment;
  readonly outbox_messages: OutboxRow;
  readonly inbox_messages: InboxRow;
  readonly idempotency_records: IdempotencyRow;
}

export type TableName = keyof Tables;

export interface OutboxRow {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly correlationId: string;
  readonly body: string;
  readonly publishedAt: Date | null;
  readonly attempts: number;
}

export interface InboxRow {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly receivedAt: Date;
}

export interface IdempotencyRow {
  readonly userId: string;
  readonly path: string;
  readonly key: string;
  readonly requestHash: string;
  /** The value after a round trip through JSON. */
  readonly answer: unknown;
  readonly createdAt: Date;
}
