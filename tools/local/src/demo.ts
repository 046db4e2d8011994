import { readDemoConfig, wantsColour } from './config';
import { runDemo } from './demo/run-demo';
import { createShopClient } from './demo/shop-client';
import { sentenceFor } from './sentence-for';
import { createTerminal } from './terminal';

void demo();

/** `npm run demo`: places some orders through the gateway of a running shop. */
async function demo(): Promise<void> {
  const terminal = createTerminal({ isColoured: wantsColour() });
  try {
    const { gatewayUrl } = readDemoConfig();
    await runDemo(createShopClient(gatewayUrl), terminal.say);
  } catch (error) {
    terminal.complain(sentenceFor(error));
    process.exitCode = 1;
  }
}
