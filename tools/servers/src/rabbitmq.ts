/**
 * Starts a real RabbitMQ for tests, from the first available source:
 *
 * 1. `RABBITMQ_URL`: a running broker, which this process does not stop.
 * 2. `rabbitmq-server` of the Debian package: a private node in a separate folder.
 * 3. Docker: a container of the official image.
 * 4. apt, as root on Debian or Ubuntu: installs the package (which starts no server), then
 *    continues with 2.
 *
 * If none is available, the suites that need RabbitMQ are skipped with one conspicuous line; with
 * `CI=true` that is an error.
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
 * Returns a function that starts RabbitMQ. Returns null if none is available.
 * @throws Error if none is available and `CI=true`
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

/** Like `findRabbitmq`, but ignores `RABBITMQ_URL`. For tests that stop and kill the broker. */
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
