import { setTimeout as delay } from 'node:timers/promises';
import type * as orders from '@online-shop/orders-service/orders/order';
import type * as payments from '@online-shop/payments-service/accounts/account';
import { Problem } from '@online-shop/servers/problem';

type Account = Pick<payments.Account, 'userId' | 'balance' | 'currency'>;
type Order = Pick<orders.Order, 'id' | 'amount' | 'currency' | 'status' | 'statusReason'>;
type Transaction = Pick<payments.LedgerEntry, 'kind' | 'amount' | 'balanceAfter'>;

export interface Placed {
  readonly order: Order;
  /** True if the response repeats an earlier one with the same idempotency key. */
  readonly isReplayed: boolean;
}

/** The calls of the public API that a customer makes. */
export interface ShopClient {
  openAccount(userId: string): Promise<Account>;
  deposit(money: { readonly userId: string; readonly amount: number }): Promise<Account>;
  getAccount(userId: string): Promise<Account>;
  listTransactions(userId: string): Promise<readonly Transaction[]>;
  placeOrder(order: {
    readonly userId: string;
    readonly amount: number;
    readonly idempotencyKey?: string;
  }): Promise<Placed>;
  /** Resolves when the order is paid or cancelled. */
  waitForOutcome(orderId: string): Promise<Order>;
}

const pollIntervalMs = 10;
const outcomeTimeoutMs = 30_000;

/**
 * Creates a client whose calls throw a Problem if the shop is not running or rejects the request.
 */
export function createShopClient(gatewayUrl: string): ShopClient {
  async function call<Body>(path: string, init?: RequestInit): Promise<Answer<Body>> {
    const response = await fetch(`${gatewayUrl}${path}`, init).catch(() => {
      throw new Problem(
        `The shop is not running: no server responds at ${gatewayUrl}. ` +
          'Start it in another terminal with: npm start',
      );
    });
    const text = await response.text();
    if (response.ok) return { body: JSON.parse(text) as Body, headers: response.headers };
    throw new Problem(`The shop responded with ${response.status} to ${path}: ${text}`);
  }

  function post<Body>(
    path: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Body>> {
    return call(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  return {
    async openAccount(userId) {
      return (await post<Account>('/api/payments/accounts', { userId })).body;
    },
    async deposit(money) {
      return (await post<Account>('/api/payments/deposit', money)).body;
    },
    async getAccount(userId) {
      return (await call<Account>(`/api/payments/accounts/${userId}`)).body;
    },
    async listTransactions(userId) {
      const path = `/api/payments/accounts/${userId}/transactions`;
      return (await call<{ items: readonly Transaction[] }>(path)).body.items;
    },
    async placeOrder({ idempotencyKey, ...order }) {
      const headers = idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {};
      const answer = await post<Order>('/api/orders', order, headers);
      return {
        order: answer.body,
        isReplayed: answer.headers.get('Idempotency-Replayed') === 'true',
      };
    },
    async waitForOutcome(orderId) {
      const giveUpAt = performance.now() + outcomeTimeoutMs;
      while (performance.now() < giveUpAt) {
        const { body: order } = await call<Order>(`/api/orders/${orderId}`);
        if (order.status !== 'NEW') return order;
        await delay(pollIntervalMs);
      }
      throw new Problem(`Order ${orderId} is still NEW after ${outcomeTimeoutMs / 1_000} s.`);
    },
  };
}

interface Answer<Body> {
  readonly body: Body;
  readonly headers: Headers;
}
