import type { LockedAccount } from '@online-shop/payments-service/accounts/account';
import {
  type Decision,
  decideCharges,
  type OrderToCharge,
} from '@online-shop/payments-service/accounts/decide-charges';
import { createParser, type EventOf } from '@online-shop/shared/messages/contract';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import type { DeclineReason } from '@online-shop/shared/messages/payment-results';
import { accept, createForecaster, type Forecast, type Forecaster, refuse } from './forecast';
import { readOnly } from './read-only';

type OrderCreated = EventOf<typeof orderCreated>;

const ACCOUNTS = `
  select id, user_id as "userId", currency, balance, entry_count as "entryCount",
    created_at as "createdAt", updated_at as "updatedAt"
  from accounts where user_id = any($1::text[])`;
const PAYMENTS = `
  select order_id as "orderId", reason::text as reason
  from payments where order_id = any($1::uuid[])`;

interface Books {
  readonly accounts: readonly LockedAccount[];
  /** What was decided before: null is a charge. */
  readonly reasons: ReadonlyMap<string, DeclineReason | null>;
}

/** What payments-service would do with an `order.created`: its own rule, over its own books. */
export function createChargeForecaster(databaseUrl: string): Forecaster {
  return createForecaster<typeof orderCreated>(createParser([orderCreated]), async (events) => {
    const storable = events.filter(isStorable);
    const { accounts, reasons } = await readBooks(databaseUrl, storable);
    const undecided = storable.filter((each) => !reasons.has(each.subject));
    const decisions = new Map(
      decideCharges(accounts, undecided.map(toOrder)).map((each) => [each.order.orderId, each]),
    );
    return events.map(({ subject: orderId }) => {
      const reason = reasons.get(orderId);
      if (reason) return accept(`already declined: ${reason}`);
      if (reason === null) return accept('already charged');
      const decision = decisions.get(orderId);
      return decision ? foretell(decision) : refuse('PostgreSQL takes no NUL in a user id');
    });
  });
}

function foretell(decision: Decision): Forecast {
  if (decision.kind === 'declined') return accept(`would decline: ${decision.reason}`);
  return accept(`would charge ${format(decision.order)}`);
}

function toOrder({ subject: orderId, data }: OrderCreated): OrderToCharge {
  return { orderId, ...data };
}

/** The contract lets it pass, the database does not. */
function isStorable({ data }: OrderCreated): boolean {
  return !data.userId.includes('\0');
}

function readBooks(url: string, events: readonly OrderCreated[]): Promise<Books> {
  return readOnly({ url, what: 'paymentsdb' }, async (client) => {
    const userIds = [...new Set(events.map(({ data }) => data.userId))];
    const { rows } = await client.query<LockedAccount>(ACCOUNTS, [userIds]);
    const { rows: payments } = await client.query<{
      readonly orderId: string;
      readonly reason: DeclineReason | null;
    }>(PAYMENTS, [events.map(({ subject }) => subject)]);
    return {
      accounts: rows.map((row) => ({ ...row, balance: Number(row.balance) })),
      reasons: new Map(payments.map(({ orderId, reason }) => [orderId, reason])),
    };
  });
}

/** Minor units as people write them: ISO 4217 says how many decimals a currency has. */
function format({ amount, currency }: OrderToCharge): string {
  const { maximumFractionDigits: decimals = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return `${(amount / 10 ** decimals).toFixed(decimals)} ${currency}`;
}
