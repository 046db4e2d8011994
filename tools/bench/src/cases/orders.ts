import type { Bench } from '../bench';
import { measureOrders, type OrderLoad } from '../measure/order-load';
import type { BenchCase, LoadSize } from './bench-case';
import { inThousands } from './thousands';

export interface OrdersCaseOptions extends Omit<BenchCase, 'measure'> {
  /** What differs from orders of all users through the gateway. */
  readonly load?: (bench: Bench, size: LoadSize) => Partial<OrderLoad>;
}

/** A closed loop of orders, each paid from its account in the end. */
export function createOrdersCase({ load, ...options }: OrdersCaseOptions): BenchCase {
  return {
    ...options,
    measure: (bench, size) =>
      measureOrders(bench, { users: bench.users, ...size, ...load?.(bench, size) }),
  };
}

const byLimit = { ofLimit: 'sql-five-commits' };

export const spread = createOrdersCase({
  name: 'spread',
  title: 'orders of 1 000 accounts',
  ratios: { ...byLimit, ofDirect: 'direct' },
});

export const direct = createOrdersCase({
  name: 'direct',
  title: 'the same, past the gateway',
  load: ({ replicas }) => ({ urls: replicas.orders.map(({ url }) => url) }),
});

/** Every charge locks the same row. */
export const hot = createOrdersCase({
  name: 'hot',
  title: 'orders of one account',
  ratios: { ...byLimit, ofSpread: 'spread' },
  load: ({ users }) => ({ users: users.slice(0, 1) }),
});

export const onTwoReplicas = createReplicasCase({
  name: 'replicas-2',
  title: 'two replicas of each service',
});
export const onTwoBusyReplicas = createReplicasCase({
  name: 'replicas-2-busy',
  title: 'two replicas, each as busy as one',
  isEachBusy: true,
});
export const onThreeReplicas = createReplicasCase({
  name: 'replicas-3',
  title: 'three replicas of each service',
});
export const onThreeBusyReplicas = createReplicasCase({
  name: 'replicas-3-busy',
  title: 'three replicas, each as busy as one',
  isEachBusy: true,
});

/** Each of them charges the same row. */
export const hotOnThreeReplicas = createReplicasCase({
  name: 'replicas-3-hot',
  title: 'three replicas, each as busy, one account',
  isEachBusy: true,
  isHot: true,
});

interface ReplicasCaseOptions extends Pick<BenchCase, 'name' | 'title'> {
  /** Whether the clients are as many times more as the replicas. */
  readonly isEachBusy?: boolean;
  /** Whether all orders are of one account. */
  readonly isHot?: boolean;
}

function createReplicasCase({ isEachBusy, isHot, ...names }: ReplicasCaseOptions): BenchCase {
  return createOrdersCase({
    ...names,
    ratios: byLimit,
    load({ replicas, users }, { connections, orders }) {
      const times = isEachBusy ? replicas.gateway.length : 1;
      return {
        connections: connections * times,
        orders: orders * times,
        users: isHot ? users.slice(0, 1) : users,
      };
    },
  });
}

export const onEmbeddedBus = createOrdersCase({
  name: 'embedded',
  title: 'embedded bus instead of RabbitMQ',
  ratios: byLimit,
});

export function createHistoryCase(rowCount: number): BenchCase {
  return createOrdersCase({
    name: 'history',
    title: `on a history of ${inThousands(rowCount)} rows`,
    ratios: { ...byLimit, ofNewShop: 'new-shop' },
  });
}

/** What a history is compared with. */
export const onNewShop = createOrdersCase({
  name: 'new-shop',
  title: 'in a new shop beside it',
  ratios: byLimit,
});

const enduranceOrders = 20_000;

/** One after the other in a shop that was never loaded: whether memory goes on growing. */
export const endurance: readonly BenchCase[] = ['the first', 'the second', 'the third'].map(
  (turn, i) =>
    createOrdersCase({
      name: `endurance-${i + 1}`,
      title: `${turn} ${inThousands(enduranceOrders)} orders of a shop`,
      load: () => ({ orders: enduranceOrders }),
    }),
);

const loads = [1, 2, 4, 8, 16, 32, 64, 128];
/** Enough for a second or two. */
const ordersAConnection = 200;
const ordersMin = 400;

/** From one client to more than the machine can serve: throughput and latency by offered load. */
export const loadCurve: readonly BenchCase[] = loads.map((connections) => ({
  name: `load-${connections}`,
  title: connections === 1 ? '1 connection' : `${connections} connections`,
  measure(bench, size) {
    const orders = Math.min(size.orders, Math.max(ordersMin, connections * ordersAConnection));
    return measureOrders(bench, { users: bench.users, orders, connections });
  },
}));
