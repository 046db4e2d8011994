import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../src/ports';
import { createPostgres } from '../../src/postgres';
import { stopLeftover } from '../../src/postgres/leftover';
import { isAlive } from '../../src/process/is-alive';

describe('a PostgreSQL that a killed parent left behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'online-shop-leftover-'));
  const dataDir = join(folder, 'data');
  const lockFile = join(dataDir, 'postmaster.pid');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const launch = async () => createPostgres({ dataDir, port: await findFreePort() }).launch();

  it('is stopped if it is running', async () => {
    const left = await launch();

    await stopLeftover(dataDir);

    expect(await left.exited).toEqual({ code: 0, signal: null });
  });

  it('does not block a new server if its process ID was reused', async () => {
    const left = await launch();
    await left.stop('SIGKILL');
    const { uid, gid } = statSync(dataDir); // PostgreSQL only respects processes of its own user.
    const foreign = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' });
    const lock = readFileSync(lockFile, 'utf8').replace(/^\d+/, String(foreign.pid));
    writeFileSync(lockFile, lock);

    await stopLeftover(dataDir);

    const server = await launch();
    await server.stop();
    expect(isAlive(foreign.pid as number)).toBe(true);
    foreign.kill();
  });
});
