/** Services that lack file descriptors or memory, and a database without disk space. */
import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../eventually';
import type { ServiceProcess } from '../../shop/service-process';
import type { FaultCase, FaultContext } from '../fault-case';
import { stopCleanly } from '../stop-cleanly';

/** Standard input, output and error are open: every further descriptor is refused. */
const noMoreDescriptors = '3';
const heapMb = 96;
const connections = 128;
const ordersPerConnection = 30;

const TERMINATE_ALL = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and usename <> 'postgres'`;

interface Starvation {
  readonly services: readonly ServiceProcess[];
  readonly disconnect: () => Promise<unknown>;
  readonly forMs: number;
}

/** Sets the soft limit and returns the previous one. */
function limitDescriptors({ pid }: ServiceProcess, limit: string): string {
  const ofProcess = ['--pid', String(pid)];
  const show = [...ofProcess, '--nofile', '--output', 'SOFT', '--noheadings'];
  const before = execFileSync('prlimit', show, { encoding: 'utf8' }).trim();
  execFileSync('prlimit', [...ofProcess, `--nofile=${limit}:`]);
  return before;
}

/** Open connections stay open, so `disconnect` closes them and forces new ones. */
async function starve(
  { shop }: FaultContext,
  { services, disconnect, forMs }: Starvation,
): Promise<void> {
  const limited = services.map((service) => ({
    service,
    before: limitDescriptors(service, noMoreDescriptors),
  }));
  try {
    await disconnect();
    await pause(forMs);
  } finally {
    for (const { service, before } of limited) limitDescriptors(service, before);
  }
  await shop.untilReady();
}

async function placeFromManyConnections({ customer, userId }: FaultContext): Promise<void> {
  async function placeSome(): Promise<void> {
    for (let i = 0; i < ordersPerConnection; i += 1) {
      await customer.placeOrder({ userId, amount: 1 });
    }
  }
  await Promise.all(Array.from({ length: connections }, placeSome));
}

async function fillDisk({ shop, report }: FaultContext, forMs: number): Promise<void> {
  const { disk } = shop.postgres;
  if (!disk) throw new Error('the database does not have its own disk');
  disk.fill();
  try {
    await pause(forMs);
    const live = await shop.orders.client.liveness();
    if (live.status !== 200) report('alive', `on a full disk, liveness answers ${live.status}`);
  } finally {
    disk.free();
  }
  // A supervisor would restart a server that ended because of the full disk.
  await eventually(() => shop.postgres.start());
  await shop.untilReady();
}

export const shortages: readonly FaultCase[] = [
  ...(['orders', 'payments'] as const).map(
    (name): FaultCase => ({
      name: `${name}-descriptors`,
      fault: `${name} without file descriptors for 45 s`,
      ...{ needs: 'prlimit', times: 1 },
      inject(context) {
        const { shop } = context;
        const database = name === 'orders' ? shop.ordersDb : shop.paymentsDb;
        const disconnect = () => database.query(TERMINATE_ALL);
        return starve(context, { services: [shop[name]], disconnect, forMs: 45_000 });
      },
    }),
  ),
  {
    name: 'gateway-descriptors',
    fault: 'the gateway without file descriptors for 15 s',
    ...{ needs: 'prlimit', times: 1 },
    inject(context) {
      const { orders, payments, gateway } = context.shop;
      const disconnect = () => Promise.all([orders.kill(), payments.kill()]);
      return starve(context, { services: [gateway], disconnect, forMs: 15_000 });
    },
  },
  {
    name: 'small-heap',
    fault: `a heap of ${heapMb} MB in each service under ${connections} connections`,
    times: 1,
    restWithinMs: 120_000,
    async inject(context) {
      const { services, untilReady } = context.shop;
      const heap = [`--max-old-space-size=${heapMb}`];
      for (const service of services) await restart(service, context, heap);
      await untilReady();
      await placeFromManyConnections(context);
      for (const service of services) await restart(service, context, []);
      await untilReady();
    },
  },
  ...[15, 70].map(
    (seconds): FaultCase => ({
      name: `disk-full-${seconds}`,
      fault: `PostgreSQL's disk full for ${seconds} s`,
      ...{ layout: 'smallDisk', needs: 'smallDisk', times: 1 },
      inject: (context) => fillDisk(context, seconds * 1_000),
    }),
  ),
];

async function restart(
  service: ServiceProcess,
  context: FaultContext,
  nodeArguments: readonly string[],
): Promise<void> {
  await stopCleanly(service, context);
  await service.start(nodeArguments);
}
