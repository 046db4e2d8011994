import { randomUUID } from 'node:crypto';
import type { ShopClient } from './shop-client';

/** A customer's first minutes with the shop, told step by step. */
export async function runDemo(shop: ShopClient, say: (text: string) => void): Promise<void> {
  const userId = `demo-${randomUUID().slice(0, 8)}`;

  const account = await shop.openAccount(userId);
  say(`1. A new customer, ${userId}, opens an account.`);
  const show = (amount: number) => `${(amount / 100).toFixed(2)} ${account.currency}`;
  const sayBalance = async () => {
    say(`   The balance is ${show((await shop.getAccount(userId)).balance)}.\n`);
  };
  await sayBalance();

  say(`2. They put ${show(100_000)} on it.`);
  await shop.deposit({ userId, amount: 100_000 });
  await sayBalance();

  say(`3. They order something for ${show(25_000)}.`);
  await orderAndTell({ userId, amount: 25_000 });
  await sayBalance();

  say(`4. They order something for ${show(500_000)}, more than they have.`);
  await orderAndTell({ userId, amount: 500_000 });
  say('   Nothing was charged.');
  await sayBalance();

  say(
    `5. They order for ${show(10_000)}, lose the connection before the answer, and send the same`,
  );
  say('   request again, with the same Idempotency-Key.');
  const request = { userId, amount: 10_000, idempotencyKey: randomUUID() };
  const first = await orderAndTell(request);
  const second = await shop.placeOrder(request);
  const isSame = second.order.id === first && second.isReplayed;
  say(
    `   The second answer is ${isSame ? 'the first one again: still one order' : 'a new order!'}.`,
  );
  await sayBalance();

  say('6. The account remembers every movement, newest first:');
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
