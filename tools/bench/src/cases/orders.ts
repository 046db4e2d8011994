import type { Bench } from '../bench';
import { measureOrders, type OrderLoad } from '../measure/order-load';
import type { BenchCase, LoadSize } from './bench-case';
import { inThousands } from './thousands';

export interface OrdersCaseOptions extends Omit<BenchCase, 'measure'> {
  /** Overrides the default load, which places orders of all users through the gateways. */
  readonly load?: (bench: Bench, size: LoadSize) => Partial<OrderLoad>;
}

/** Creates a case that places orders in a closed loop and waits until all are settled. */
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
  title: 'orders of 1 000 accounts, without the gateway',
  load: ({ replicas }) => ({ urls: replicas.orders.map(({ url }) => url) }),
});

/** Every charge locks the same account row. */
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
  title: 'two replicas, twice the clients',
  isEachBusy: true,
});
export const onThreeReplicas = createReplicasCase({
  name: 'replicas-3',
  title: 'three replicas of each service',
});
export const onThreeBusyReplicas = createReplicasCase({
  name: 'replicas-3-busy',
  title: 'three replicas, three times the clients',
  isEachBusy: true,
});

/** All replicas of payments-service charge the same account row. */
export const hotOnThreeReplicas = createReplicasCase({
  name: 'replicas-3-hot',
  title: 'three replicas, three times the clients, one account',
  isEachBusy: true,
  isHot: true,
});

interface ReplicasCaseOptions extends Pick<BenchCase, 'name' | 'title'> {
  /** Whether connections and orders are multiplied by the number of replicas. */
  readonly isEachBusy?: boolean;
  /** Whether all orders belong to one account. */
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
  title: 'orders of 1 000 accounts, embedded bus',
  ratios: byLimit,
});

export function createHistoryCase(rowCount: number): BenchCase {
  return createOrdersCase({
    name: 'history',
    title: `after a history of ${inThousands(rowCount)} rows`,
    ratios: { ...byLimit, ofNewShop: 'new-shop' },
  });
}

/** The reference for the case `history`. */
export const onNewShop = createOrdersCase({
  name: 'new-shop',
  title: 'in a new shop on the same machine',
  ratios: byLimit,
});

const enduranceOrders = 20_000;

/** Three loads in a row on a new shop. They show whether memory keeps growing. */
export const endurance: readonly BenchCase[] = ['the first', 'the second', 'the third'].map(
  (turn, i) =>
    createOrdersCase({
      name: `endurance-${i + 1}`,
      title: `${turn} ${inThousands(enduranceOrders)} orders of a shop`,
      load: () => ({ orders: enduranceOrders }),
    }),
);

const loads = [1, 2, 4, 8, 16, 32, 64, 128];
/** Orders per connection: they take one to two seconds. */
const ordersPerConnection = 200;
const minOrders = 400;

/** Throughput and latency by number of connections, from 1 to more than the machine can serve. */
export const loadCurve: readonly BenchCase[] = loads.map((connections) => ({
  name: `load-${connections}`,
  title: connections === 1 ? '1 connection' : `${connections} connections`,
  measure(bench, size) {
    const orders = Math.min(size.orders, Math.max(minOrders, connections * ordersPerConnection));
    return measureOrders(bench, { users: bench.users, orders, connections });
  },
}));
