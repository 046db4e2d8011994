import type { ServiceProcess } from '@online-shop/e2e/shop/service-process';
import type { Shop } from '@online-shop/e2e/shop/shop';

/** The parts of the shop. Each consists of one or more processes. */
export const parts = ['gateway', 'orders', 'payments', 'postgres', 'broker'] as const;
export type Part = (typeof parts)[number];

/**
 * The root processes of each part. Their descendants belong to the part. Empty if it runs
 * elsewhere.
 */
export type Roots = Readonly<Record<Part, readonly number[]>>;

/** The running processes of each service. */
export type Replicas = Readonly<Record<'gateway' | 'orders' | 'payments', ServiceProcess[]>>;

export function rootsOf({ postgres, broker }: Shop, replicas: Replicas): Roots {
  return {
    gateway: pidsOf(replicas.gateway),
    orders: pidsOf(replicas.orders),
    payments: pidsOf(replicas.payments),
    postgres: pidsOf([postgres]),
    broker: pidsOf([broker]),
  };
}

function pidsOf(processes: readonly { readonly pid: number | undefined }[]): number[] {
  return processes.flatMap(({ pid }) => pid ?? []);
}
