import { ConfigError } from '@online-shop/shared/config/parse-config';
import { findMisspeltSettings, inheritedEnvironment, readConfig, wantsColour } from './config';
import { sentenceFor } from './sentence-for';
import { Shop } from './shop';
import { createTerminal, type Terminal } from './terminal';
import { welcome } from './welcome';

/** EX_CONFIG of sysexits.h. */
const configErrorExitCode = 78;
/**
 * One Ctrl-C may arrive twice: from the terminal and from npm. A repetition within this time is
 * ignored.
 */
const sameSignalMs = 300;

void main(createTerminal({ isColoured: wantsColour() })).then((exitCode) => process.exit(exitCode));

/** `npm start`: opens the shop and closes it on Ctrl-C. Resolves with the exit code. */
async function main(terminal: Terminal): Promise<number> {
  let shop: Shop | undefined;
  let exitCode = 0;
  const interrupted = untilInterrupted({
    onFirst() {
      terminal.say('\nThe shop is closing. Press Ctrl-C again to kill all processes.');
    },
    onSecond() {
      exitCode = 1;
      terminal.say('Killing all processes. The next start recovers the stored data.');
      void shop?.kill();
    },
  });
  try {
    const config = readConfig();
    for (const sentence of findMisspeltSettings()) terminal.complain(sentence);
    shop = new Shop({ config, environment: inheritedEnvironment(), terminal });
    const opened = shop.open().then((addresses) => terminal.say(welcome(addresses)));
    opened.catch(() => {}); // An interruption also rejects it.
    await Promise.race([interrupted, opened]);
    await Promise.race([interrupted, shop.broken]);
  } catch (error) {
    terminal.complain(sentenceFor(error));
    exitCode = error instanceof ConfigError ? configErrorExitCode : 1;
  }
  await shop?.close();
  if (exitCode === 0) terminal.say('The shop is closed.');
  return exitCode;
}

/** Resolves at the first signal. A second signal calls `onSecond` at once. */
function untilInterrupted(reactions: {
  readonly onFirst: () => void;
  readonly onSecond: () => void;
}): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const onSignal = () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        reactions.onFirst();
        resolve();
      } else if (performance.now() - firstAt > sameSignalMs) {
        reactions.onSecond();
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}
