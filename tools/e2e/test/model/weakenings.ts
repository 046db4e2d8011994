/** Seeded bugs. Each removes one protection; `combine` removes several. */
import { messagingStatements } from './statements/messaging-statements';
import { settle } from './statements/orders-statements';
import { accountsOf } from './statements/payments-statements';
import { type Meaning, unnest } from './statements/statement';
import type { Weakening } from './weakening';

/**
 * Treats every delivery as the first, without waiting for a concurrent delivery of the same
 * message.
 */
const recordWithoutLooking: Meaning = (tx, statement) => {
  const messages = unnest(statement) as { id: string; type: string; subject: string }[];
  for (const message of messages) {
    tx.put('inbox_messages', message.id, { ...message, receivedAt: new Date() });
  }
  return messages.map(({ id }) => ({ id }));
};

const appendBeside: Meaning = (tx, statement) => {
  const beside = tx.beside();
  try {
    const count = messagingStatements.appendToOutbox.means(beside, statement);
    beside.commit();
    return count;
  } finally {
    beside.rollback();
  }
};

export const noInboxOfOrders: Weakening = {
  statements: { 'payments-service': { recordInInbox: recordWithoutLooking } },
};

export const noInboxOfResults: Weakening = {
  statements: { 'orders-service': { recordInInbox: recordWithoutLooking } },
};

/** Decisions are not found, and a second decision about an order violates no key. */
export const noDecisionOnRecord: Weakening = {
  statements: { 'payments-service': { findPayments: () => [] } },
  without: ['payments_pkey'],
};

export const noUniqueOrderInLedger: Weakening = { without: ['ledger_entries_order_id_key'] };

export const noLockOfAccounts: Weakening = {
  statements: {
    'payments-service': {
      lockAccountsOfUsers: (tx, { values }) => accountsOf(tx, values[0] as string[]),
    },
  },
};

export const noUniqueNumberInLedger: Weakening = {
  without: ['ledger_entries_account_id_number_key'],
};

/** A result changes an order that is already final. */
export const noGuardOfEndedOrders: Weakening = {
  statements: {
    'orders-service': {
      settleNewOrders: (tx, statement) => settle(tx, statement, () => true),
    },
  },
  without: ['orders_terminal_is_final'],
};

export const noTransactionForOutbox: Weakening = {
  statements: {
    'orders-service': { appendToOutbox: appendBeside },
    'payments-service': { appendToOutbox: appendBeside },
  },
};

/** Treats every request as the first with its idempotency key. */
export const noIdempotencyRecords: Weakening = {
  statements: {
    'orders-service': {
      insertAnswers: (_tx, statement) =>
        unnest(statement).map(({ user_id, path, key }) => ({ user_id, path, key })),
    },
  },
};

export const acknowledgesFirst: Weakening = { acknowledgesFirst: true };
export const marksBeforeConfirm: Weakening = { trustsTheWire: true };
export const neverRedrives: Weakening = { neverRedrives: true };

/** Combines several seeded bugs. */
export function combine(...weakenings: readonly Weakening[]): Weakening {
  const statementsOf = (service: 'orders-service' | 'payments-service') =>
    Object.assign({}, ...weakenings.map((each) => each.statements?.[service]));
  return Object.assign({}, ...weakenings, {
    without: weakenings.flatMap((each) => each.without ?? []),
    statements: {
      'orders-service': statementsOf('orders-service'),
      'payments-service': statementsOf('payments-service'),
    },
  });
}
