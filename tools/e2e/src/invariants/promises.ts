import { orderStatuses } from '@online-shop/orders-service/orders/order';
import type { Order, ShopClient, Transaction } from '../client/shop-client';
import { type Journal, noteSeen } from '../load/journal';
import { type Violation, violations } from './violation';

/** Checks through the API that the shop keeps the promise of every response. */
export async function checkPromises(client: ShopClient, journal: Journal): Promise<Violation[]> {
  const accepted = groupByUser(journal.orders.values());
  const users = new Set([...accepted.keys(), ...journal.deposited.keys()]);
  const found: Violation[] = [];
  for (const userId of users) {
    const orders = await client.listOrders(userId);
    found.push(...checkOrders(journal, orders, accepted.get(userId) ?? []));
    const deposited = journal.deposited.get(userId);
    if (deposited !== undefined) {
      found.push(...(await checkAccount(client, { userId, deposited, orders })));
    }
  }
  found.push(...violations('answers', journal.surprises));
  return found;
}

function groupByUser(orders: Iterable<Order>): Map<string, Order[]> {
  const groups = new Map<string, Order[]>();
  for (const order of orders) {
    const group = groups.get(order.userId);
    if (group) group.push(order);
    else groups.set(order.userId, [order]);
  }
  return groups;
}

/** The list must contain exactly the accepted orders. A duplicate would be an extra order. */
function checkOrders(
  journal: Journal,
  orders: readonly Order[],
  accepted: readonly Order[],
): Violation[] {
  const listed = new Map(orders.map((order) => [order.id, order]));
  const acceptedIds = new Set(accepted.map((order) => order.id));
  for (const order of orders) noteSeen(journal, order);
  const lost = accepted.filter((order) => !listed.has(order.id));
  const extra = orders.filter((order) => !acceptedIds.has(order.id));
  const open = orders.filter((order) => order.status === 'NEW');
  return [
    ...violations(
      'kept',
      lost.map(({ id }) => `order ${id} was accepted and is not listed`),
    ),
    ...violations(
      'kept',
      open.map(({ id }) => `order ${id} is still NEW`),
    ),
    ...violations(
      'onceAKey',
      extra.map(({ id }) => `order ${id} exists, but no response contained it`),
    ),
  ];
}

async function checkAccount(
  client: ShopClient,
  facts: { readonly userId: string; readonly deposited: number; readonly orders: readonly Order[] },
): Promise<Violation[]> {
  const { userId, deposited, orders } = facts;
  const { balance } = await client.getAccount(userId);
  const transactions = await client.listTransactions(userId);
  const finished = orders.filter((order) => orderStatuses[order.status].isPaid);
  const expected = deposited - finished.reduce((sum, order) => sum + order.amount, 0);
  const paid = new Set(transactions.map((transaction) => transaction.orderId));
  const unpaid = finished.filter((order) => !paid.has(order.id));
  const gaps = findGaps(transactions, balance);
  return [
    ...violations(
      'ledger',
      balance === expected ? [] : [`${userId} has ${balance} and should have ${expected}`],
    ),
    ...violations(
      'chargedMeansFinished',
      unpaid.map(({ id }) => `order ${id} has no transaction`),
    ),
    ...violations(
      'ledger',
      gaps.map(
        (id) => `${userId}: transaction ${id} does not continue the balance of the previous one`,
      ),
    ),
  ];
}

/** Finds transactions whose balance is not the previous balance plus their amount, newest first. */
function findGaps(transactions: readonly Transaction[], balance: number): string[] {
  const top = transactions[0];
  const gaps = transactions.filter((transaction, i) => {
    const before = transactions[i + 1]?.balanceAfter ?? 0;
    return transaction.balanceAfter !== before + transaction.amount;
  });
  return [
    ...gaps.map(({ id }) => id),
    ...((top?.balanceAfter ?? 0) === balance ? [] : [`${top?.id} (the newest)`]),
  ];
}
