import { type Answer, createHttpClient, type HttpClient } from './http-client';

/** The types of the public HTTP contract, written independently of the services. */
export interface Order {
  readonly id: string;
  readonly userId: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly status: 'NEW' | 'FINISHED' | 'CANCELLED';
  readonly statusReason: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Account {
  readonly id: string;
  readonly userId: string;
  readonly currency: string;
  readonly balance: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Transaction {
  readonly id: string;
  readonly kind: 'DEPOSIT' | 'PAYMENT';
  readonly amount: number;
  readonly balanceAfter: number;
  readonly orderId: string | null;
  readonly createdAt: string;
}

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
