import { topology as ordersTopology } from '@online-shop/orders-service/messaging/topology';
import type { Order } from '@online-shop/orders-service/orders/order';
import { topology as paymentsTopology } from '@online-shop/payments-service/messaging/topology';
import {
  planSubscription,
  type SubscriptionPlan,
  type Topology,
  vhostOf,
} from '@online-shop/shared/bus/topology';
import type { ActivityControl } from './activity';
import type { Mirror } from './mirror';
import type { ServiceName } from './service-name';
import {
  createSimulatedBroker,
  type SimulatedBroker,
  type SimulatedQueue,
} from './simulated-broker';
import { createSimulatedDatabase, type SimulatedDatabase } from './simulated-database';
import { ordersStatements } from './statements/orders-statements';
import { paymentsStatements } from './statements/payments-statements';
import type { Meaning, Statements } from './statements/statement';
import type { Weakening } from './weakening';

/** One service: its database, and the queue that it consumes. Its processes are activities. */
export interface SimulatedService {
  readonly name: ServiceName;
  readonly database: SimulatedDatabase;
  readonly statements: Statements;
  readonly queue: SimulatedQueue;
  readonly plan: SubscriptionPlan;
  readonly mirror: Mirror | undefined;
}

/** Real databases, for comparison. */
export type Mirrors = Readonly<Partial<Record<ServiceName, Mirror>>>;

export interface SimulatedShop {
  readonly orders: SimulatedService;
  readonly payments: SimulatedService;
  readonly broker: SimulatedBroker;
  readonly weakening: Weakening;
  /** The current activities. */
  readonly activities: ActivityControl[];
  /** Orders in responses to a client. */
  readonly accepted: Order[];
  /** The events, one per line. */
  readonly trace: string[];
}

export function createSimulatedShop(weakening: Weakening, mirrors: Mirrors): SimulatedShop {
  const plans = {
    'orders-service': planSubscription(ordersTopology, 'payment-results'),
    'payments-service': planSubscription(paymentsTopology, 'order-created'),
  };
  const queueNames = Object.values(plans).map((plan) => plan.queue);
  const broker = createSimulatedBroker([
    ...listQueues(ordersTopology, queueNames),
    ...listQueues(paymentsTopology, queueNames),
  ]);

  function createService(name: ServiceName, statements: Statements): SimulatedService {
    const plan = plans[name];
    return {
      name,
      plan,
      mirror: mirrors[name],
      database: createSimulatedDatabase({ without: new Set(weakening.without) }),
      statements: { ...statements, ...weaken(statements, weakening.statements?.[name] ?? {}) },
      queue: broker.queues.find((queue) => queue.name === plan.queue) as SimulatedQueue,
    };
  }

  return {
    orders: createService('orders-service', ordersStatements),
    payments: createService('payments-service', paymentsStatements),
    broker,
    weakening,
    activities: [],
    accepted: [],
    trace: [],
  };
}

function weaken(statements: Statements, meanings: Readonly<Record<string, Meaning>>): Statements {
  return Object.fromEntries(
    Object.entries(meanings).map(([name, means]) => {
      const known = statements[name];
      if (!known) throw new Error(`unknown statement ${name}`);
      return [name, { ...known, means }];
    }),
  );
}

/** The queues that a topology binds, with the message types of each. */
function listQueues(topology: Topology, names: readonly string[]) {
  return Object.values(vhostOf(topology).vhost.bindings)
    .filter((binding) => names.includes(binding.destination))
    .map(({ destination, bindingKeys }) => ({ name: destination, types: bindingKeys }));
}
