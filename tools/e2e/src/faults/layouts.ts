import { findRabbitmq } from '@online-shop/servers/rabbitmq';
import type { Broker, BusKind } from '../bus/broker';
import { startPostgresBroker } from '../bus/postgres-broker';
import { startRabbitmqBroker } from '../bus/rabbitmq-broker';
import { startRabbitmqCluster } from '../bus/rabbitmq-cluster';
import { startReplicatedPostgres } from '../shop/replicated-postgres';
import { type Shop, type ShopOptions, startShop } from '../shop/shop';
import { startPostgresOnSmallDisk } from '../shop/small-disk';

/**
 * How the shop is laid out. One shop serves all cases of a layout.
 *
 * - `proxied`: every connection goes through a proxy that can delay, drop and reset it.
 * - `cluster`: the broker has three nodes.
 * - `replicated`: PostgreSQL can have a standby.
 * - `smallDisk`: PostgreSQL has a separate small disk.
 */
export const layouts = ['plain', 'proxied', 'cluster', 'replicated', 'smallDisk'] as const;
export type Layout = (typeof layouts)[number];

/** The age at which an order is re-driven: low, so that the cases end soon. */
const env = { REDRIVE_AFTER_SECONDS: '5' };

const options: Readonly<Record<Layout, Pick<ShopOptions, 'isProxied' | 'startPostgres'>>> = {
  plain: {},
  proxied: { isProxied: true },
  cluster: {},
  replicated: { startPostgres: startReplicatedPostgres },
  smallDisk: { startPostgres: startPostgresOnSmallDisk },
};

export function openShop(layout: Layout, bus: BusKind): Promise<Shop> {
  return startShop({ startBroker: findBroker(layout, bus), env, ...options[layout] });
}

function findBroker(layout: Layout, bus: BusKind): () => Promise<Broker> {
  if (bus === 'postgres') return startPostgresBroker;
  const start = findRabbitmq();
  if (!start) throw new Error('this machine has no RabbitMQ; try --bus postgres');
  return layout === 'cluster' ? () => startRabbitmqCluster() : () => startRabbitmqBroker(start);
}
