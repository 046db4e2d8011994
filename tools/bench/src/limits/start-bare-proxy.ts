import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '@online-shop/e2e/shop/databases';

/**
 * The compiled file, because a child process cannot load TypeScript even if a test runs this file.
 */
const script = join(root, 'tools', 'bench', 'dist', 'limits', 'bare-proxy.js');

export interface BareProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Resolves when the proxy accepts requests. @throws Error if its process exits before */
export async function startBareProxy(target: string): Promise<BareProxy> {
  const child = fork(script, [target]);
  const ended = once(child, 'exit');
  const first = await Promise.race([once(child, 'message'), ended]);
  if (child.exitCode !== null) throw new Error(`the bare proxy exited with ${child.exitCode}`);
  return {
    url: `http://127.0.0.1:${first[0]}`,
    async close() {
      child.kill();
      await ended;
    },
  };
}
