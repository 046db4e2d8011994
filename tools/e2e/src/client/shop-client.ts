import type * as orders from '@online-shop/orders-service/orders/order';
import type * as payments from '@online-shop/payments-service/accounts/account';
import { type Answer, createHttpClient, type HttpClient } from './http-client';

/** As the HTTP contract represents it in JSON. */
type Represented<T> = { readonly [Name in keyof T]: T[Name] extends Date ? string : T[Name] };

export type Order = Represented<orders.Order>;
export type Account = Represented<payments.Account>;
export type Transaction = Represented<Omit<payments.LedgerEntry, 'accountId' | 'number'>>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface Health {
  readonly status: 'up' | 'down';
  readonly checks: Readonly<Record<string, 'up' | 'down'>>;
}

export interface OrderRequest {
  readonly userId: string;
  readonly amount: number;
  readonly currency?: string;
  readonly description?: string;
}

export interface DepositRequest {
  readonly userId: string;
  readonly amount: number;
}

type Headers = Readonly<Record<string, string>>;

/** A client of the gateway or of one service. */
export interface ShopClient extends HttpClient {
  /** Each sends one request and returns any response, including errors. */
  postOrder(order: OrderRequest, headers?: Headers): Promise<Answer<Order>>;
  postDeposit(deposit: DepositRequest, headers?: Headers): Promise<Answer<Account>>;
  postAccount(
    account: { readonly userId: string; readonly currency?: string },
    headers?: Headers,
  ): Promise<Answer<Account>>;
  readiness(): Promise<Answer<Health>>;
  liveness(): Promise<Answer<Health>>;

  /** @throws Error if the status is not 200 */
  getOrder(orderId: string): Promise<Order>;
  getAccount(userId: string): Promise<Account>;
  /** Reads all pages, newest first. */
  listOrders(userId: string): Promise<Order[]>;
  listTransactions(userId: string): Promise<Transaction[]>;
}

export function createShopClient(url: string): ShopClient {
  const http = createHttpClient(url);
  const get = <Body>(path: string) => http.send<Body>({ method: 'GET', path });

  async function read<Body>(path: string): Promise<Body> {
    const { status, body } = await get<Body>(path);
    if (status !== 200) throw new Error(`GET ${path} returned ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async function readAll<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = '';
    do {
      const query = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<Item> = await read(`${path}?limit=200${query}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  function post<Body>(path: string, body: unknown, headers: Headers = {}) {
    return http.send<Body>({ method: 'POST', path, body, headers });
  }

  return {
    ...http,
    postOrder: (order, headers) => post('/api/orders', order, headers),
    postDeposit: (deposit, headers) => post('/api/payments/deposit', deposit, headers),
    postAccount: (account, headers) => post('/api/payments/accounts', account, headers),
    readiness: () => get('/health/ready'),
    liveness: () => get('/health/live'),
    getOrder: (orderId) => read(`/api/orders/${orderId}`),
    getAccount: (userId) => read(`/api/payments/accounts/${userId}`),
    listOrders: (userId) => readAll(`/api/orders/user/${userId}`),
    listTransactions: (userId) => readAll(`/api/payments/accounts/${userId}/transactions`),
  };
}
