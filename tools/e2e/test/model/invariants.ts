/**
 * The promises that hold after every step, even during other activities. The checks read committed
 * rows and the messages in the broker.
 */

import type { Order } from '@online-shop/orders-service/orders/order';
import type { LedgerEntry } from '@online-shop/payments-service/accounts/account';
import { messageIdOf } from '@online-shop/shared/messages/message-id';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';
import { type Violation, violations } from '../../src/invariants/violation';
import type { SimulatedService, SimulatedShop } from './simulated-shop';

/** Checks the shop after each step, and compares it with the state after earlier steps. */
export interface Observer {
  findViolations(): Violation[];
}

export function createObserver(shop: SimulatedShop): Observer {
  const ended = new Map<string, Order>();

  return {
    findViolations: () => [
      ...checkLedger(shop),
      ...checkCharges(shop),
      ...checkFinality(shop, ended),
      ...checkKeys(shop),
      ...checkAccepted(shop),
      ...checkTold(shop),
      ...checkHeard(shop),
      ...checkDelivered(shop, shop.orders),
      ...checkDelivered(shop, shop.payments),
      ...checkDeadlocks(shop),
    ],
  };
}

function checkLedger({ payments: { database } }: SimulatedShop): Violation[] {
  const entries = groupBy(database.rows('ledger_entries'), (entry) => entry.accountId);
  return database.rows('accounts').flatMap(({ id, userId, balance, entryCount }) => {
    const own = (entries.get(id) ?? []).toSorted((a, b) => a.number - b.number);
    const sum = own.reduce((total, entry) => total + entry.amount, 0);
    const isRight = sum === balance && own.length === entryCount && own.every(followsOn);
    const overdrawn = own.filter((entry) => entry.balanceAfter < 0);
    return [
      ...violations(
        'ledger',
        isRight ? [] : [`${userId} has ${balance}, the ledger has ${sum} in ${own.length} entries`],
      ),
      ...violations('neverOverdrawn', balance < 0 ? [`${userId} has ${balance}`] : []),
      ...violations(
        'neverOverdrawn',
        overdrawn.map((entry) => `entry ${entry.number} of ${userId} leaves ${entry.balanceAfter}`),
      ),
    ];
  });
}

function followsOn(entry: LedgerEntry, i: number, entries: readonly LedgerEntry[]): boolean {
  const before = entries[i - 1]?.balanceAfter ?? 0;
  return entry.balanceAfter === before + entry.amount && entry.number === i + 1;
}

function checkCharges({ orders, payments }: SimulatedShop): Violation[] {
  const charges = groupBy(
    payments.database.rows('ledger_entries').filter((entry) => entry.kind === 'PAYMENT'),
    (entry) => entry.orderId ?? '',
  );
  const unknown = [...charges.keys()].filter((id) => !orders.database.find('orders', id));
  return [
    ...violations(
      'atomic',
      unknown.map((id) => `order ${id} was charged and never placed`),
    ),
    ...orders.database.rows('orders').flatMap((order) => {
      const { id, status, amount } = order;
      const charged = (charges.get(id) ?? []).map((entry) => -entry.amount);
      const isOnce = charged.length <= 1 && charged.every((each) => each === amount);
      const isRight = status === 'NEW' || charged.length > 0 === (status === 'FINISHED');
      return [
        ...violations('chargedOnce', isOnce ? [] : [`order ${id} of ${amount}: ${charged}`]),
        ...violations(
          'chargedMeansFinished',
          isRight ? [] : [`order ${id} is ${status}, charged ${charged.length} times`],
        ),
      ];
    }),
  ];
}

function checkFinality({ orders }: SimulatedShop, ended: Map<string, Order>): Violation[] {
  const changed: string[] = [];
  for (const order of orders.database.rows('orders')) {
    const before = ended.get(order.id);
    if (before && before !== order) {
      changed.push(`order ${order.id} was ${before.status} and was changed`);
    }
    if (order.status !== 'NEW') ended.set(order.id, order);
  }
  return violations('final', changed);
}

/** In the model, the description of an order is its idempotency key. */
function checkKeys({ orders }: SimulatedShop): Violation[] {
  const keyed = orders.database.rows('orders').filter((order) => order.description !== '');
  const effects = groupBy(keyed, (order) => `${order.userId} ${order.description}`);
  return violations(
    'onceAKey',
    [...effects].flatMap(([key, { length }]) =>
      length > 1 ? [`${length} orders were placed under the key ${key}`] : [],
    ),
  );
}

function checkAccepted({ orders, accepted }: SimulatedShop): Violation[] {
  const lost = accepted.filter(({ id }) => !orders.database.find('orders', id));
  return violations(
    'kept',
    lost.map(({ id }) => `order ${id} was accepted and does not exist`),
  );
}

/** No row without its message: the message is in the outbox, or the broker has accepted it. */
function checkTold({ orders, payments, broker }: SimulatedShop): Violation[] {
  const facts = [
    ...orders.database
      .rows('orders')
      .map(({ id }) => ({ subject: id, contract: orderCreated, by: orders, to: payments })),
    ...payments.database.rows('payments').map(({ orderId, reason }) => {
      const contract = reason === null ? paymentCompleted : paymentFailed;
      return { subject: orderId, contract, by: payments, to: orders };
    }),
  ];
  const untold = facts.filter(({ subject, contract, by, to }) => {
    const id = messageIdOf({ ...contract, subject });
    return !by.database.find('outbox_messages', id) && !broker.hasTaken(to.queue, id);
  });
  return violations(
    'atomic',
    untold.map(({ subject, by }) => `${by.name} has decided about ${subject} without a message`),
  );
}

/** No message without its row. */
function checkHeard({ orders, payments, broker }: SimulatedShop): Violation[] {
  const unfounded = [
    ...broker
      .listMessages(payments.queue)
      .filter((message) => !orders.database.find('orders', subjectOf(message))),
    ...broker.listMessages(orders.queue).filter((message) => {
      const payment = payments.database.find('payments', subjectOf(message));
      return !payment || (payment.reason === null) !== (message.type === 'payment.completed');
    }),
  ];
  return violations(
    'atomic',
    unfounded.map(
      (message) => `${message.type} of ${subjectOf(message)} reports nothing committed`,
    ),
  );
}

function subjectOf({ body }: { readonly body: string }): string {
  return (JSON.parse(body) as { subject: string }).subject;
}

/**
 * Each published message is in the broker, was received, or was purged. The inbox row of a received
 * message may already be deleted.
 */
function checkDelivered(
  { orders, payments, broker }: SimulatedShop,
  receiver: SimulatedService,
): Violation[] {
  const sender = receiver === orders ? payments : orders;
  const { queue } = receiver;
  const onItsWay = new Set(broker.listMessages(queue).map(({ id }) => id));
  const lost = sender.database
    .rows('outbox_messages')
    .filter(({ publishedAt }) => publishedAt !== null)
    .filter(({ id }) => !onItsWay.has(id) && !queue.purged.has(id))
    .filter(({ id }) => !receiver.database.hasHad('inbox_messages', id));
  return violations(
    'delivered',
    lost.map(
      ({ id, type }) =>
        `${type} of ${id} counts as published, but is neither in the broker nor received`,
    ),
  );
}

function checkDeadlocks({ orders, payments }: SimulatedShop): Violation[] {
  const count = orders.database.deadlockCount + payments.database.deadlockCount;
  return violations('alive', count > 0 ? ['a deadlock between transactions'] : []);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
