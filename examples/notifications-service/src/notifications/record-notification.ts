import { recordInInbox } from '@online-shop/shared/inbox/inbox';
import type { Transaction } from '../db/prisma';
import { createNotification, type PaymentResult } from './notification';

/** Records one notification for each result, however often the result is delivered. */
export async function recordNotification(
  tx: Transaction,
  result: PaymentResult,
): Promise<'recorded' | 'repeated'> {
  const unseen = await recordInInbox(tx, [result]);
  if (!unseen.has(result.id)) return 'repeated';
  await tx.notification.create({ data: createNotification(result) });
  return 'recorded';
}
