import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ownEnvironment } from '../config';
import { findFreePort } from '../ports';
import { createPassword, rabbitmqUser } from './credentials';
import type { Rabbitmq } from './node';
import { untilServing } from './until-serving';

const brokerImage = 'rabbitmq:4-management';

const execute = promisify(execFile);

/**
 * Starts a container of the official image. Downloads the image if it is missing.
 * @throws Error with the last log lines of the container if the broker does not start; the
 *   container is removed
 */
export async function startContainer(): Promise<Rabbitmq> {
  const port = await findFreePort();
  const password = createPassword();
  // `docker run` would leave a container behind if the container cannot be started.
  const id = await docker(
    'create',
    ...['--publish', `127.0.0.1:${port}:5672`],
    ...['--env', `RABBITMQ_DEFAULT_USER=${rabbitmqUser}`],
    ...['--env', `RABBITMQ_DEFAULT_PASS=${password}`],
    brokerImage,
  );
  const dispose = async () => void (await docker('rm', '--force', '--volumes', id));
  const start = () => startAndWait(id, port);
  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    url: `amqp://${rabbitmqUser}:${password}@127.0.0.1:${port}`,
    node: {
      pid: undefined,
      start,
      stop: async () => void (await docker('stop', id)),
      kill: async () => void (await docker('kill', id)),
      control: (...command) =>
        docker('exec', '--user', 'rabbitmq', id, 'rabbitmqctl', '--quiet', ...command),
    },
    dispose,
  };
}

async function startAndWait(id: string, port: number): Promise<void> {
  await docker('start', id);
  const hasExited = async () =>
    (await docker('inspect', '--format', '{{.State.Running}}', id)) === 'false';
  if (await untilServing(port, hasExited)) return;
  throw new Error(`the RabbitMQ container exited during its start:\n${await lastLogLines(id)}`);
}

/** RabbitMQ writes to both stdout and stderr. */
async function lastLogLines(id: string): Promise<string> {
  const { stdout, stderr } = await execute('docker', ['logs', '--tail', '20', id], environment());
  return `${stdout}${stderr}`.trim();
}

async function docker(...args: readonly string[]): Promise<string> {
  return (await execute('docker', args, environment())).stdout.trim();
}

function environment() {
  return { env: ownEnvironment() };
}
