import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isAlive, untilGone } from '../../src/process/is-alive';

/** Starts a guarded program that ends only when it is killed, and returns its process ID. */
const parent = `
  const { spawn } = require('node:child_process');
  const { guard } = require('${require.resolve('../../dist/process/guard.js')}');
  const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')";
  const child = spawn(process.execPath, ['-e', stubborn], { stdio: ['ignore', 'pipe', 'ignore'] });
  guard({ pid: child.pid, signal: 'SIGTERM', timeoutMs: 1000 });
  child.stdout.once('data', () => console.log(child.pid));
`;

describe('guard', () => {
  it('kills a program that ignores its stop signal after its parent was killed', async () => {
    const starter = spawn(process.execPath, ['-e', parent], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: starter.stdout }), 'line');
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);

    starter.kill('SIGKILL');

    await untilGone(pid);
  });
});
