import { spawnSync } from 'node:child_process';
import { canHaveCluster } from '../bus/rabbitmq-cluster';

/** What some cases need of the machine, and the reason that the report gives without it. */
const needs = {
  rabbitmqPrograms: { isMet: canHaveCluster, reason: 'there is no rabbitmq-server' },
  prlimit: {
    isMet: () => spawnSync('prlimit', ['--version']).status === 0,
    reason: 'there is no prlimit',
  },
  rootOnLinux: {
    isMet: () => process.platform === 'linux' && process.getuid?.() === 0,
    reason: 'only root on Linux can mount a small disk',
  },
} as const;

export type Need = keyof typeof needs;

/** Why the need is not met; undefined if it is. */
export function findLack(need: Need | undefined): string | undefined {
  return need === undefined || needs[need].isMet() ? undefined : needs[need].reason;
}
