import type { ServiceProcess } from '@online-shop/e2e/shop/service-process';
import type { Shop } from '@online-shop/e2e/shop/shop';

/** What runs beside this program, each one process or several. */
export const parts = ['gateway', 'orders', 'payments', 'postgres', 'broker'] as const;
export type Part = (typeof parts)[number];

/** The first processes of each part, whose descendants belong to it; none where it runs elsewhere. */
export type Roots = Readonly<Record<Part, readonly number[]>>;

/** All that run of each service. */
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
