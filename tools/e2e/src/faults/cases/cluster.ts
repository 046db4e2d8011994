import { queues } from '../../bus/broker';
import { eventually } from '../../eventually';
import type { FaultCase, FaultContext } from '../fault-case';

const resumedWithinMs = 5_000;
const IS_PUBLISHED = 'select from outbox_messages where subject = $1 and published_at is not null';

/** Measures the time from the node's death until a new order's message is published. */
async function checkResumption(context: FaultContext): Promise<void> {
  const diedAt = performance.now();
  const { shop, customer, userId, report } = context;
  const { id } = await customer.placeOrder({ userId, amount: 1 });
  await eventually(
    async () => {
      const rows = await shop.ordersDb.query(IS_PUBLISHED, [id]);
      if (rows.length === 0) throw new Error(`the message of order ${id} is not published`);
    },
    { withinMs: 60_000 },
  );
  const tookMs = Math.round(performance.now() - diedAt);
  if (tookMs > resumedWithinMs) report('delivered', `publishing resumed after ${tookMs} ms`);
}

function clusterOf({ shop }: FaultContext) {
  const { cluster } = shop.broker;
  if (!cluster) throw new Error('the broker is not a cluster');
  return cluster;
}

async function loseNode(context: FaultContext, kill: () => Promise<void>): Promise<void> {
  await kill();
  await checkResumption(context);
  await context.shop.broker.start();
  await context.shop.untilReady();
}

const inCluster: Partial<FaultCase> = {
  ...{ layout: 'cluster', onlyOn: 'rabbitmq', needs: 'rabbitmqPrograms' },
  recoveredWithinMs: 15_000,
};

export const clusterFaults: readonly FaultCase[] = [
  {
    name: 'cluster-node-kill',
    fault: 'kill -9 of the cluster node that accepts new connections',
    ...{ ...inCluster, times: 2 },
    inject: (context) => loseNode(context, () => clusterOf(context).killConnected()),
  },
  {
    name: 'cluster-leader-kill',
    fault: "kill -9 of a queue's leader in the cluster",
    ...{ ...inCluster, times: 2 },
    inject: (context) => loseNode(context, () => clusterOf(context).killLeader(queues.orders)),
  },
  {
    name: 'cluster-nodes-in-turn',
    fault: 'kill -9 of each cluster node in turn',
    ...{ ...inCluster, times: 1 },
    async inject(context) {
      const cluster = clusterOf(context);
      for (let node = 0; node < cluster.nodeCount; node += 1) {
        await loseNode(context, () => cluster.killNode(node));
      }
    },
  },
];
