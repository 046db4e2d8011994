/**
 * A client that retries each request with one idempotency key until it gets a final response. It
 * retries after a lost connection and after a temporary error.
 */
import { randomUUID } from 'node:crypto';
import { type Answer, ConnectionError } from '../client/http-client';
import type {
  Account,
  DepositRequest,
  Order,
  OrderRequest,
  ShopClient,
} from '../client/shop-client';
import { eventually } from '../eventually';
import { countAnswer, type Journal, noteSeen } from './journal';

export interface Customer {
  openAccount(account: { readonly userId: string; readonly currency?: string }): Promise<Account>;
  deposit(deposit: DepositRequest): Promise<Account>;
  placeOrder(order: OrderRequest): Promise<Order>;
  /** Reads an order once. Returns undefined if there was no response. */
  look(orderId: string): Promise<Order | undefined>;
}

/** Statuses that a client must expect during a fault, and after which it retries. */
const temporary = new Set([409, 502, 503, 504]);

export function createCustomer({
  client,
  journal,
  patienceMs = 150_000,
}: {
  readonly client: ShopClient;
  readonly journal: Journal;
  /** The time over which a request is retried, in milliseconds. */
  readonly patienceMs?: number;
}): Customer {
  async function attempt<Body>(send: () => Promise<Answer<Body>>): Promise<Answer<Body> | null> {
    try {
      const answer = await send();
      countAnswer(journal, answer.status);
      const flaw = findFlaw(answer);
      if (flaw) journal.surprises.push(flaw);
      return answer;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      journal.unanswered[error.fate] += 1;
      return null;
    }
  }

  /** Retries the request with one idempotency key until it gets a final response. */
  function insist<Body>(
    send: (headers: Record<string, string>) => Promise<Answer<Body>>,
  ): Promise<Body> {
    const headers = { 'Idempotency-Key': randomUUID() };
    return eventually(
      async () => {
        const answer = await attempt(() => send(headers));
        if (answer && answer.status < 300) return answer.body;
        if (!answer || temporary.has(answer.status)) throw new Error('no final response yet');
        throw new Error(`the response is ${answer.status}: ${JSON.stringify(answer.body)}`);
      },
      { withinMs: patienceMs },
    );
  }

  return {
    async openAccount(account) {
      const opened = await insist((headers) => client.postAccount(account, headers));
      journal.deposited.set(opened.userId, 0);
      return opened;
    },
    async deposit(deposit) {
      const account = await insist((headers) => client.postDeposit(deposit, headers));
      const { deposited } = journal;
      deposited.set(account.userId, (deposited.get(account.userId) ?? 0) + deposit.amount);
      return account;
    },
    async placeOrder(request) {
      const order = await insist((headers) => client.postOrder(request, headers));
      journal.orders.set(order.id, order);
      return order;
    },
    async look(orderId) {
      const answer = await attempt(() =>
        client.send<Order>({ method: 'GET', path: `/api/orders/${orderId}` }),
      );
      if (answer?.status === 404) journal.surprises.push(`order ${orderId} was accepted, now 404`);
      if (answer?.status !== 200) return undefined;
      noteSeen(journal, answer.body);
      return answer.body;
    },
  };
}

/** Describes a response that is never correct, even during a fault. */
function findFlaw({ status, headers, body }: Answer): string | undefined {
  if (status < 500) return undefined;
  const shown = `${status} ${JSON.stringify(body)}`;
  if (!temporary.has(status)) return `a client got ${shown}`;
  if (status === 503 && !headers['retry-after']) return `503 without Retry-After: ${shown}`;
  if (!headers['content-type']?.startsWith('application/problem+json')) {
    return `a response without problem+json: ${shown}`;
  }
  return undefined;
}
