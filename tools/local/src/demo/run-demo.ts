import { randomUUID } from 'node:crypto';
import type { ShopClient } from './shop-client';

/** Runs the first steps of a new customer and prints each step. */
export async function runDemo(shop: ShopClient, say: (text: string) => void): Promise<void> {
  const userId = `demo-${randomUUID().slice(0, 8)}`;

  const account = await shop.openAccount(userId);
  say(`1. A new customer, ${userId}, opens an account.`);
  const show = (amount: number) => `${(amount / 100).toFixed(2)} ${account.currency}`;
  const sayBalance = async () => {
    say(`   The balance is ${show((await shop.getAccount(userId)).balance)}.\n`);
  };
  await sayBalance();

  say(`2. The customer deposits ${show(100_000)}.`);
  await shop.deposit({ userId, amount: 100_000 });
  await sayBalance();

  say(`3. The customer orders for ${show(25_000)}.`);
  await orderAndTell({ userId, amount: 25_000 });
  await sayBalance();

  say(`4. The customer orders for ${show(500_000)}, more than the balance.`);
  await orderAndTell({ userId, amount: 500_000 });
  say('   Nothing was charged.');
  await sayBalance();

  say(
    `5. The customer orders for ${show(10_000)}, loses the connection, and sends the same request`,
  );
  say('   again with the same Idempotency-Key.');
  const request = { userId, amount: 10_000, idempotencyKey: randomUUID() };
  const first = await orderAndTell(request);
  const second = await shop.placeOrder(request);
  const isSame = second.order.id === first && second.isReplayed;
  say(
    `   The second response is ${isSame ? 'the first one again: still one order' : 'a new order!'}.`,
  );
  await sayBalance();

  say('6. The ledger lists every transaction, newest first:');
  for (const { kind, amount, balanceAfter } of await shop.listTransactions(userId)) {
    say(`   ${kind.padEnd(8)} ${show(amount).padStart(14)}   balance ${show(balanceAfter)}`);
  }

  async function orderAndTell(order: {
    readonly userId: string;
    readonly amount: number;
    readonly idempotencyKey?: string;
  }): Promise<string> {
    const sentAt = performance.now();
    const { order: placed } = await shop.placeOrder(order);
    say(`   The order is accepted: ${placed.id}, status ${placed.status}.`);
    const { status, statusReason } = await shop.waitForOutcome(placed.id);
    const tookMs = Math.round(performance.now() - sentAt);
    say(
      `   ${tookMs} ms after it was sent it is ${status}${statusReason ? `: ${statusReason}` : ''}.`,
    );
    return placed.id;
  }
}
