/**
 * `npm start`: builds what has changed, then opens the shop.
 *
 * A build replaces files that a running shop loads, and takes a while. So it comes after the check
 * that no shop is running on the data folder. The check needs a build of its own: before the first
 * one nothing can be running.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

// The shop runs on without a reader (`npm start | head`, a closed terminal): see outliveReaders.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const main = new URL('dist/main.js', import.meta.url);
const isBuilt = existsSync(fileURLToPath(main));

const refusal = isBuilt ? await findRefusal() : undefined;
if (refusal) {
  process.stderr.write(`${refusal}\n`);
  process.exitCode = 1;
} else if (await buildUnlessInterrupted()) {
  await import(main.href);
}

/**
 * The sentence that ends this start, if another one runs. A build that is outdated or incomplete
 * cannot tell: the next one replaces it, and opening the shop checks again.
 */
async function findRefusal() {
  const builtCheck = new URL('dist/second-start.js', import.meta.url);
  const check = await import(builtCheck.href).catch(() => undefined);
  return check?.findRefusal();
}

async function buildUnlessInterrupted() {
  const amount = isBuilt ? 'what has changed' : 'the shop (the first time takes about a minute)';
  process.stdout.write(`Building ${amount}.\n`);
  const interruption = new AbortController();
  const onSignal = () => interruption.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  const isDone = await build({ stdout: 1, signal: interruption.signal });
  for (const signal of signals) process.off(signal, onSignal);
  if (interruption.signal.aborted) {
    process.stdout.write('\nStopped while building; nothing is running.\n');
    return false;
  }
  if (!isDone) {
    process.stderr.write('The build failed, see above. Has npm install been run?\n');
    process.exitCode = 1;
  }
  return isDone;
}
