import { setTimeout as pause } from 'node:timers/promises';
import type { FaultCase, FaultContext } from '../fault-case';

type ServiceName = 'orders' | 'payments' | 'gateway';

const serviceNames: readonly ServiceName[] = ['orders', 'payments', 'gateway'];

async function kill({ shop, random }: FaultContext, name: ServiceName): Promise<void> {
  await pause(random.integer(0, 1_000)); // A random moment of its work.
  await shop[name].kill();
  await shop.untilReady();
}

function killOf(name: ServiceName): FaultCase {
  return {
    name: `${name}-kill`,
    fault: `kill -9 of ${name}`,
    times: 3,
    inject: (context) => kill(context, name),
  };
}

export const kills: readonly FaultCase[] = [
  ...serviceNames.map(killOf),
  {
    name: 'random-kill',
    fault: 'kill -9 of random services, without waiting for a restart',
    times: 3,
    async inject(context) {
      const { shop, random } = context;
      for (let deaths = 0; deaths < 4; deaths += 1) {
        await pause(random.integer(0, 700));
        await shop[random.pick(serviceNames)].kill();
      }
      await shop.untilReady();
    },
  },
];
