import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { signalTree } from '../src/shop/process-tree';

describe('signalTree', () => {
  it('reaches the process and the children of its children', async () => {
    const script = 'sh -c "sleep 600 & echo \\$!; wait" & wait';
    const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const closed = once(parent, 'close');
    const [grandchild] = await once(parent.stdout, 'data');
    expect(() => process.kill(Number(grandchild), 0)).not.toThrow();
    signalTree(parent.pid as number, 'SIGKILL');
    // The pipe closes when the last process that writes to it has ended.
    const [, signal] = await closed;
    expect(signal).toBe('SIGKILL');
  });
});
