import { topology } from '@online-shop/payments-service/messaging/topology';
import { createId } from '@online-shop/shared/ids/uuid-v7';
import type { PoolClient } from 'pg';
import {
  append,
  createPreviousService,
  type PreviousEvent,
  type PreviousService,
  receive,
} from './previous-service';

const lockSql = `
  SELECT id, balance, entry_count FROM accounts WHERE user_id = $1 AND currency = $2 FOR UPDATE`;
const findSql = 'SELECT reason, decided_at FROM payments WHERE order_id = $1';
const decideSql = `
  INSERT INTO payments (order_id, status, reason, decided_at)
  VALUES ($1, $2::text::payment_status, $3::text::decline_reason, $4)
  ON CONFLICT (order_id) DO NOTHING`;
const chargeSql = `
  WITH entry AS (
    INSERT INTO ledger_entries
      (id, account_id, number, kind, amount, balance_after, order_id, created_at)
    SELECT $1, id, entry_count + 1, 'PAYMENT', -$2::bigint, balance - $2::bigint, $3, now()
    FROM accounts WHERE id = $4
    RETURNING account_id, number, balance_after
  )
  UPDATE accounts SET balance = balance_after, entry_count = number, updated_at = now()
  FROM entry WHERE accounts.id = account_id`;

/** A process of the payments-service of the previous version. */
export function createPreviousPayments(urls: {
  readonly databaseUrl: string;
  readonly busUrl: string;
}): PreviousService {
  return createPreviousService({
    ...urls,
    topology,
    subscription: 'order-created',
    handle: charge,
  });
}

async function charge(tx: PoolClient, event: PreviousEvent): Promise<void> {
  const { subject, correlationid, data } = event;
  await receive(tx, event);
  const { rows: accounts } = await tx.query(lockSql, [data.userId, data.currency]);
  const { rows: earlier } = await tx.query(findSql, [subject]);
  const decision = earlier[0] ?? (await decide(tx, event, accounts[0]));
  await append(tx, {
    type: decision.reason ? 'payment.failed' : 'payment.completed',
    source: '/payments-service',
    subject,
    time: decision.decided_at,
    correlationid,
    data: decision.reason ? { ...data, reason: decision.reason } : data,
  });
}

async function decide(
  tx: PoolClient,
  { subject, data }: PreviousEvent,
  account: { readonly id: string; readonly balance: string } | undefined,
) {
  const isCovered = account && Number(account.balance) >= data.amount;
  const uncovered = account ? 'INSUFFICIENT_FUNDS' : 'ACCOUNT_NOT_FOUND';
  const decision = { reason: isCovered ? null : uncovered, decided_at: new Date() };
  const status = isCovered ? 'COMPLETED' : 'FAILED';
  const { rowCount } = await tx.query(decideSql, [
    subject,
    status,
    decision.reason,
    decision.decided_at,
  ]);
  if (rowCount === 0) throw new Error('the order was decided meanwhile');
  if (isCovered) await tx.query(chargeSql, [createId(), data.amount, subject, account.id]);
  return decision;
}
