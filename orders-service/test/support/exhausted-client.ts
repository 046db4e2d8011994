/**
 * A process that first has no free file descriptor and then has some. In both states it prints the
 * outcome of a statement and of a transaction.
 */
import { closeSync, openSync } from 'node:fs';
import { classifyDatabaseError } from '@online-shop/shared/database/classify-error';
import { silentLogger } from '@online-shop/test-kit/silent-logger';
import { createPrisma } from '../../src/db/prisma';

const [, , url = ''] = process.argv;
const client = createPrisma({ url, applicationName: 'orders-test', logger: silentLogger });

async function kindsOfBoth(): Promise<string[]> {
  const both = [client.order.findMany(), client.$transaction((tx) => tx.order.findMany())];
  return Promise.all(both.map((each) => each.then(() => 'no error', classifyDatabaseError)));
}

function takeAllDescriptors(): number[] {
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    return taken;
  }
}

void (async () => {
  const before = await kindsOfBoth();
  await client.$disconnect();
  const taken = takeAllDescriptors();
  const without = await kindsOfBoth();
  for (const descriptor of taken) closeSync(descriptor);
  const after = await kindsOfBoth();
  await client.$disconnect();
  process.stdout.write(JSON.stringify({ before, without, after }));
})();
