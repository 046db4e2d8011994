import { ConfigError } from '@online-shop/shared/config/parse-config';
import { inheritedEnvironment, readConfig, wantsColour } from './config';
import { sentenceFor } from './sentence-for';
import { createShop, type Shop } from './shop';
import { createTerminal, type Terminal } from './terminal';
import { welcome } from './welcome';

/** EX_CONFIG of sysexits.h. */
const BAD_CONFIG = 78;

void main(createTerminal({ isColoured: wantsColour() })).then((exitCode) => process.exit(exitCode));

/** `npm start`: opens the shop, and closes it on Ctrl-C. Resolves with the exit code. */
async function main(terminal: Terminal): Promise<number> {
  let shop: Shop | undefined;
  const interrupted = untilInterrupted({
    onFirst: () => terminal.say('\nThe shop is closing; Ctrl-C once more ends it at once.'),
    onSecond: () => shop?.kill(),
  });
  try {
    const config = readConfig();
    shop = createShop({ config, environment: inheritedEnvironment(), terminal });
    const opened = shop.open().then((addresses) => terminal.say(welcome(addresses)));
    opened.catch(() => {}); // It fails too when it is interrupted.
    await Promise.race([interrupted, opened]);
    await Promise.race([interrupted, shop.broken]);
    return 0;
  } catch (error) {
    terminal.complain(sentenceFor(error));
    return error instanceof ConfigError ? BAD_CONFIG : 1;
  } finally {
    await shop?.close();
  }
}

/** Resolves at the first signal; a second one does not wait for anything. */
function untilInterrupted(reactions: {
  readonly onFirst: () => void;
  readonly onSecond: () => void;
}): Promise<void> {
  return new Promise((resolve) => {
    let isSecond = false;
    const onSignal = () => {
      if (isSecond) {
        reactions.onSecond();
        process.exit(1);
      }
      isSecond = true;
      reactions.onFirst();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}
