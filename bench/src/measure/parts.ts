import type { ServiceProcess } from '@online-shop/e2e/shop/service-process';
import type { Shop } from '@online-shop/e2e/shop/shop';

/** What runs beside this program, each one or several processes. */
export const parts = ['gateway', 'orders', 'payments', 'postgres', 'broker'] as const;
export type Part = (typeof parts)[number];

export interface Replicas {
  readonly gateway: readonly ServiceProcess[];
  readonly orders: readonly ServiceProcess[];
  readonly payments: readonly ServiceProcess[];
}

/** The first processes of each part; none where the part runs elsewhere. */
export function rootsOf({ postgres, broker }: Shop, replicas: Replicas): Record<Part, number[]> {
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
