import { messageIdOf } from '@online-shop/shared/messages/message-id';
import type { Queryable } from '../shop/databases';
import { type Violation, violations } from './violation';

const pendingSql = `
  SELECT format('%s of %s waits since %s, %s attempts: %s', type, id, created_at, attempts, last_error)
    AS detail
  FROM outbox_messages WHERE published_at IS NULL ORDER BY id LIMIT 20`;
const writtenSql = `
  SELECT id, type, subject, published_at IS NOT NULL AS "isPublished" FROM outbox_messages`;
const receivedSql = 'SELECT id, type, subject FROM inbox_messages';

interface Row {
  readonly id: string;
  readonly type: string;
  /** Null in an inbox if the previous version received the message. */
  readonly subject: string | null;
}

export interface MessageFacts {
  readonly ordersDb: Queryable;
  readonly paymentsDb: Queryable;
}

/** Checks that each published message was received and each received message was published. */
export async function checkMessages(facts: MessageFacts): Promise<Violation[]> {
  const { ordersDb, paymentsDb } = facts;
  const hops = [
    { source: '/orders-service', from: ordersDb, to: paymentsDb },
    { source: '/payments-service', from: paymentsDb, to: ordersDb },
  ];
  return (await Promise.all(hops.map(checkHop))).flat();
}

interface Hop {
  readonly source: string;
  readonly from: Queryable;
  readonly to: Queryable;
}

async function checkHop({ source, from, to }: Hop): Promise<Violation[]> {
  const pending = await from.query<{ detail: string }>(pendingSql);
  // A message that is still pending may have been published all the same.
  const written = await from.query<Row & { isPublished: boolean }>(writtenSql);
  const received = await to.query<Row>(receivedSql);
  const published = written.filter(({ isPublished }) => isPublished);
  const describe = ({ id, type, subject }: Row) => `${type} of ${subject ?? id} from ${source}`;
  return [
    ...violations(
      'delivered',
      pending.map(({ detail }) => `${source}: ${detail}`),
    ),
    ...violations(
      'delivered',
      findUnknown(published, received, source).map(
        (row) => `${describe(row)} was published and never received`,
      ),
    ),
    ...violations(
      'atomic',
      findUnknown(received, written, source).map(
        (row) => `${describe(row)} was received and never published`,
      ),
    ),
  ];
}

/**
 * Rows without a row of the same message in `others`. The previous version used other message IDs.
 */
function findUnknown(rows: readonly Row[], known: readonly Row[], source: string): Row[] {
  const idsOf = ({ id, type, subject }: Row) =>
    subject === null ? [id] : [id, messageIdOf({ source, type, subject })];
  const ids = new Set(known.flatMap(idsOf));
  return rows.filter((row) => !idsOf(row).some((id) => ids.has(id)));
}
