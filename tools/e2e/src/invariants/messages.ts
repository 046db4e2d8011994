import type { Queryable } from '../shop/databases';
import { type Violation, violations } from './violation';

const PENDING = `
  select format('%s of %s waits since %s, %s attempts: %s', type, id, created_at, attempts, last_error)
    as detail
  from outbox_messages where published_at is null order by id limit 20`;
const SENT = 'select id from outbox_messages where published_at is not null';
const WRITTEN = 'select id from outbox_messages';
const RECEIVED = 'select id from inbox_messages';

export interface MessageFacts {
  readonly ordersDb: Queryable;
  readonly paymentsDb: Queryable;
  /** Ids that were put on the bus by somebody else than a service. */
  readonly foreignMessageIds: ReadonlySet<string>;
}

/** Whether every message that was sent has arrived, and none that was not, once all is at rest. */
export async function checkMessages(facts: MessageFacts): Promise<Violation[]> {
  const { ordersDb, paymentsDb } = facts;
  const hops = [
    { name: 'orders → payments', from: ordersDb, to: paymentsDb },
    { name: 'payments → orders', from: paymentsDb, to: ordersDb },
  ];
  const found = await Promise.all(hops.map((hop) => checkHop(hop, facts.foreignMessageIds)));
  return found.flat();
}

async function checkHop(
  { name, from, to }: { readonly name: string; readonly from: Queryable; readonly to: Queryable },
  foreign: ReadonlySet<string>,
): Promise<Violation[]> {
  const pending = await from.query<{ detail: string }>(PENDING);
  const sent = await readIds(from, SENT);
  // One that is still pending may have been sent all the same.
  const written = await readIds(from, WRITTEN);
  const received = await readIds(to, RECEIVED);
  const lost = [...sent].filter((id) => !received.has(id));
  const unheardOf = [...received].filter((id) => !written.has(id) && !foreign.has(id));
  return [
    ...violations(
      'delivered',
      pending.map(({ detail }) => `${name}: ${detail}`),
    ),
    ...violations(
      'delivered',
      lost.map((id) => `${name}: ${id} was sent and never received`),
    ),
    ...violations(
      'atomic',
      unheardOf.map((id) => `${name}: ${id} was received and never sent`),
    ),
  ];
}

async function readIds(database: Queryable, query: string): Promise<Set<string>> {
  return new Set((await database.query<{ id: string }>(query)).map(({ id }) => id));
}
