import { randomUUID } from 'node:crypto';
import { runClosedLoop } from './closed-loop';
import { formatPost } from './http-connection';

export interface CustomersOptions {
  /** The gateway. */
  readonly url: string;
  readonly count: number;
}

const connections = 16;
/** More than any run spends. */
const deposit = 900_000_000_000;

/** Users who have an account and money, made through the public door. */
export async function createCustomers(options: CustomersOptions): Promise<readonly string[]> {
  const { url, count } = options;
  const run = randomUUID().slice(0, 8);
  const users = Array.from({ length: count }, (_, i) => `bench-${run}-${i}`);
  const send = (path: string, expectedStatus: number, more: object) =>
    runClosedLoop({
      ...{ urls: [url], connections, requests: count, expectedStatus },
      request: (i) => formatPost(path, { userId: users[i], ...more }),
    });
  await send('/api/payments/accounts', 201, {});
  await send('/api/payments/deposit', 200, { amount: deposit });
  return users;
}
