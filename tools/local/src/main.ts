import { ConfigError } from '@online-shop/shared/config/parse-config';
import { findMisspeltSettings, inheritedEnvironment, readConfig, wantsColour } from './config';
import { sentenceFor } from './sentence-for';
import { Shop } from './shop';
import { createTerminal, type Terminal } from './terminal';
import { welcome } from './welcome';

/** EX_CONFIG of sysexits.h. */
const configErrorExitCode = 78;
/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const sameSignalMs = 300;

void main(createTerminal({ isColoured: wantsColour() })).then((exitCode) => process.exit(exitCode));

/** `npm start`: opens the shop, and closes it on Ctrl-C. Resolves with the exit code. */
async function main(terminal: Terminal): Promise<number> {
  let shop: Shop | undefined;
  let exitCode = 0;
  const interrupted = untilInterrupted({
    onFirst() {
      terminal.say('\nThe shop is closing; Ctrl-C once more ends it at once.');
    },
    onSecond() {
      exitCode = 1;
      terminal.say('Killing every process; the next start recovers what was stored.');
      void shop?.kill();
    },
  });
  try {
    const config = readConfig();
    for (const sentence of findMisspeltSettings()) terminal.complain(sentence);
    shop = new Shop({ config, environment: inheritedEnvironment(), terminal });
    const opened = shop.open().then((addresses) => terminal.say(welcome(addresses)));
    opened.catch(() => {}); // It fails too when it is interrupted.
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

/** Resolves at the first signal; a second one does not wait for anything. */
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
