/**
 * `npm start`: builds the changed workspaces, then opens the shop.
 *
 * A build takes time and replaces files that a running shop loads. Therefore `npm start` first
 * checks that no shop is running on the data folder. The check itself is a built file. Without a
 * previous build no shop can be running.
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
 * Returns the error if another `npm start` is running. An outdated or incomplete build may not
 * contain the check: then the build continues, and opening the shop checks again.
 */
async function findRefusal() {
  const builtCheck = new URL('dist/second-start.js', import.meta.url);
  const check = await import(builtCheck.href).catch(() => undefined);
  return check?.findRefusal();
}

async function buildUnlessInterrupted() {
  const amount = isBuilt
    ? 'the changed workspaces'
    : 'the shop (the first build takes about a minute)';
  process.stdout.write(`Building ${amount}.\n`);
  const interruption = new AbortController();
  const onSignal = () => interruption.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  const isDone = await build({ stdout: 1, signal: interruption.signal });
  for (const signal of signals) process.off(signal, onSignal);
  if (interruption.signal.aborted) {
    process.stdout.write('\nBuild interrupted. No process is running.\n');
    return false;
  }
  if (!isDone) {
    process.stderr.write(
      'The build failed: see the errors above. Run npm install if packages are missing.\n',
    );
    process.exitCode = 1;
  }
  return isDone;
}
