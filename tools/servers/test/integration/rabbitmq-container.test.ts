import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startContainer } from '../../src/rabbitmq/container';

/**
 * Replaces Docker on a machine without it: the container exits at once. The suites that need
 * RabbitMQ test a working container on a machine with Docker.
 */
const dockerWhoseContainerExits = `#!/bin/sh
echo "$@" >>"$(dirname "$0")/calls"
case $1 in
  create) echo 3f8a ;;
  inspect) echo false ;;
  logs) echo 'Error when reading /var/lib/rabbitmq/.erlang.cookie: eacces' >&2 ;;
esac
`;

describe('startContainer', () => {
  const path = process.env.PATH;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docker-'));
    await writeFile(join(folder, 'docker'), dockerWhoseContainerExits);
    await chmod(join(folder, 'docker'), 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;
  });

  afterAll(async () => {
    process.env.PATH = path;
    await rm(folder, { recursive: true });
  });

  it('rejects with the log of an exited container and removes the container', async () => {
    await expect(startContainer()).rejects.toThrow('.erlang.cookie: eacces');

    const calls = (await readFile(join(folder, 'calls'), 'utf8')).trimEnd().split('\n');
    expect(calls.at(-1)).toBe('rm --force --volumes 3f8a');
  });
});
