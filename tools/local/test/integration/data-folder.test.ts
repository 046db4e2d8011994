import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataFolder } from '../../src/data-folder';

const folder = mkdtempSync(join(tmpdir(), 'online-shop-claims-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compiled = join(__dirname, '../../dist/data-folder.js');
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/**
 * Starts a process that claims the folder at the given moment and keeps running. Resolves with its
 * output.
 */
async function claimElsewhere(dataDir: string, notBefore = 0): Promise<string> {
  const script = `
    while (Date.now() < ${notBefore}) {}
    try {
      require(${JSON.stringify(compiled)}).claimDataFolder(${JSON.stringify(dataDir)});
      console.log('claimed');
    } catch (error) {
      console.log(error.message);
    }
    setInterval(() => {}, 1_000)`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = await once(child.stdout, 'data');
  return String(said);
}

describe('a data folder', () => {
  it('is not taken over from a live process with any command line', async () => {
    const dataDir = join(folder, 'held');
    await claimElsewhere(dataDir);

    expect(() => claimDataFolder(dataDir)).toThrow(
      `already running on ${dataDir} (process ${children[0]?.pid})`,
    );
  });

  it('is claimed by one of two concurrent processes; the other one gets an error', async () => {
    const dataDir = join(folder, 'contested');
    const moment = Date.now() + 500;

    const said = await Promise.all([1, 2].map(() => claimElsewhere(dataDir, moment)));

    expect(said.sort()).toEqual([expect.stringContaining('already running'), 'claimed\n']);
    expect(readdirSync(dataDir)).toEqual(['npm-start.pid']);
  });

  it.each(['', '1', `${process.ppid} node of long ago`])(
    'is taken over from a killed process with the claim "%s"',
    (left) => {
      const dataDir = mkdtempSync(join(folder, 'left-'));
      writeFileSync(join(dataDir, 'npm-start.pid'), left);

      const { release } = claimDataFolder(dataDir);

      expect(() => claimDataFolder(dataDir)).not.toThrow(); // The claim is held by this process.
      release();
      expect(readdirSync(dataDir)).toEqual([]);
    },
  );
});
