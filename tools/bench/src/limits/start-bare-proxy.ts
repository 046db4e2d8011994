import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '@online-shop/e2e/shop/databases';

/** Compiled, also where a test runs what has called it as it is written. */
const script = join(root, 'tools', 'bench', 'dist', 'limits', 'bare-proxy.js');

export interface BareProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Resolves once it takes requests. */
export async function startBareProxy(target: string): Promise<BareProxy> {
  const child = fork(script, [target]);
  const ended = once(child, 'exit');
  const first = await Promise.race([once(child, 'message'), ended]);
  if (child.exitCode !== null) throw new Error(`the bare proxy ended with ${child.exitCode}`);
  return {
    url: `http://127.0.0.1:${first[0]}`,
    async close() {
      child.kill();
      await ended;
    },
  };
}
