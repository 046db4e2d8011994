import { ConflictError } from '@online-shop/shared/errors/conflict-error';
import type { Payment } from '../accounts/payment';
import type { Transaction } from './prisma';

/** What was decided before about any of these orders. */
export async function findPayments(
  tx: Transaction,
  orderIds: readonly string[],
): Promise<Map<string, Payment>> {
  const rows = await tx.$queryRaw<Payment[]>`
    SELECT order_id AS "orderId", reason::text AS reason, decided_at AS "decidedAt"
    FROM payments
    WHERE order_id = ANY (${orderIds}::uuid[])`;
  return new Map(rows.map((row) => [row.orderId, row]));
}

/**
 * Records the decisions with one statement.
 * @throws ConflictError when somebody else has just decided one of the orders: nothing of this
 *   transaction may stand, and done again it will find that decision
 */
export async function insertPayments(tx: Transaction, payments: readonly Payment[]): Promise<void> {
  if (payments.length === 0) return;
  const orderIds = payments.map((payment) => payment.orderId);
  const reasons = payments.map((payment) => payment.reason);
  const times = payments.map((payment) => payment.decidedAt.toISOString());

  const inserted = await tx.$executeRaw`
    INSERT INTO payments (order_id, status, reason, decided_at)
    SELECT order_id, (CASE WHEN reason IS NULL THEN 'COMPLETED' ELSE 'FAILED' END)::payment_status,
      reason::decline_reason, decided_at
    FROM unnest(${orderIds}::uuid[], ${reasons}::text[], ${times}::timestamptz[])
      AS decided (order_id, reason, decided_at)
    ORDER BY order_id
    ON CONFLICT (order_id) DO NOTHING`;
  if (inserted !== payments.length) throw new ConflictError('an order was decided meanwhile');
}
