import { ConflictError } from '@online-shop/shared/errors/conflict-error';
import type { Payment, RecordedPayment } from '../accounts/payment';
import type { Transaction } from './prisma';

/** Returns the recorded decisions about these orders, by order ID. */
export async function findPayments(
  tx: Transaction,
  orderIds: readonly string[],
): Promise<Map<string, RecordedPayment>> {
  const rows = await tx.$queryRaw<PaymentRow[]>`
    SELECT order_id AS "orderId", user_id AS "userId", amount, currency, reason::text AS reason,
      decided_at AS "decidedAt"
    FROM payments
    WHERE order_id = ANY (${orderIds}::uuid[])`;
  return new Map(rows.map((row) => [row.orderId, toPayment(row)]));
}

type PaymentRow = Omit<RecordedPayment, 'amount'> & { readonly amount: bigint | null };

function toPayment({ amount, ...row }: PaymentRow): RecordedPayment {
  return { ...row, amount: amount === null ? null : Number(amount) };
}

/**
 * Records the decisions with one statement.
 * @throws ConflictError if a concurrent transaction decided one of the orders. The caller rolls
 *   back; its retry finds that decision
 */
export async function insertPayments(tx: Transaction, payments: readonly Payment[]): Promise<void> {
  if (payments.length === 0) return;
  const orderIds = payments.map((payment) => payment.orderId);
  const userIds = payments.map((payment) => payment.userId);
  const amounts = payments.map((payment) => String(payment.amount));
  const currencies = payments.map((payment) => payment.currency);
  const reasons = payments.map((payment) => payment.reason);
  const times = payments.map((payment) => payment.decidedAt.toISOString());

  const inserted = await tx.$executeRaw`
    INSERT INTO payments (order_id, user_id, amount, currency, status, reason, decided_at)
    SELECT order_id, user_id, amount, currency,
      (CASE WHEN reason IS NULL THEN 'COMPLETED' ELSE 'FAILED' END)::payment_status,
      reason::decline_reason, decided_at
    FROM unnest(${orderIds}::uuid[], ${userIds}::text[], ${amounts}::bigint[],
      ${currencies}::text[], ${reasons}::text[], ${times}::timestamptz[])
      AS decided (order_id, user_id, amount, currency, reason, decided_at)
    ORDER BY order_id
    ON CONFLICT (order_id) DO NOTHING`;
  if (inserted !== payments.length)
    throw new ConflictError('a concurrent transaction decided one of the orders');
}
