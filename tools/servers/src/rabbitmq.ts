/**
 * A real RabbitMQ for tests, from the first of these that this machine has:
 *
 * 1. `RABBITMQ_URL`: a running broker, which this process does not stop.
 * 2. `rabbitmq-server` of the Debian package: a private node in a folder of its own.
 * 3. Docker: a container of the official image.
 * 4. apt, as root on Debian or Ubuntu: installs the server, then as 2. (The package starts nothing.)
 *
 * If the machine has none of these, the suites that need RabbitMQ are skipped with one loud line;
 * with `CI=true` that is an error.
 */
import { spawnSync } from 'node:child_process';
import { installPackage } from './apt';
import { ownEnvironment } from './config';
import { startContainer } from './rabbitmq/container';
import type { Rabbitmq } from './rabbitmq/node';
import { isServerInstalled, startPrivateNode } from './rabbitmq/private-node';
import { reportSkippedTests } from './skip-tests';

export type { Rabbitmq, RabbitmqNode } from './rabbitmq/node';

/**
 * Finds how to start a RabbitMQ; null if this machine has none.
 * @throws if there is none with `CI=true`
 */
export function findRabbitmq(environment = ownEnvironment()): (() => Promise<Rabbitmq>) | null {
  const url = environment.RABBITMQ_URL;
  if (url) return async () => ({ url, dispose: async () => {} });
  if (isServerInstalled()) return startPrivateNode;
  if (succeeds('docker', ['info'])) return startContainer;
  if (installServer()) return startPrivateNode;
  reportSkippedTests('No RabbitMQ found (RABBITMQ_URL, rabbitmq-server, Docker, apt)', environment);
  return null;
}

/** As `findRabbitmq`, for tests that stop and kill the broker: ignores `RABBITMQ_URL`. */
export function findOwnRabbitmq(): (() => Promise<Rabbitmq>) | null {
  return findRabbitmq({ ...ownEnvironment(), RABBITMQ_URL: undefined });
}

function installServer(): boolean {
  installPackage('rabbitmq-server');
  return isServerInstalled();
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
