import { spawnSync } from 'node:child_process';
import { findSmallDiskLack } from '@online-shop/servers/small-disk';
import { canHaveCluster } from '../bus/rabbitmq-cluster';

/** Requirements of some cases on the machine. Each check returns why it is not met. */
const needs = {
  rabbitmqPrograms: () => (canHaveCluster() ? undefined : 'there is no rabbitmq-server'),
  prlimit: () =>
    spawnSync('prlimit', ['--version']).status === 0 ? undefined : 'there is no prlimit',
  smallDisk() {
    const lack = findSmallDiskLack();
    return lack && `no small disk can be mounted: ${lack}`;
  },
} satisfies Record<string, () => string | undefined>;

export type Need = keyof typeof needs;

/** Why the need is not met; undefined if it is. */
export function findLack(need: Need | undefined): string | undefined {
  return need && needs[need]();
}
