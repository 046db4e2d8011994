import type { Rabbitmq } from '@online-shop/servers/rabbitmq';
import type { Broker } from './broker';
import { createRabbitmqWire } from './rabbitmq-wire';

/** RabbitMQ's default: of the machine's memory. */
const memoryLimit = '0.4';

/** `start` is what `findRabbitmq` found on this machine. */
export async function startRabbitmqBroker(start: () => Promise<Rabbitmq>): Promise<Broker> {
  const { url, node, dispose } = await start();

  function getNode() {
    if (node) return node;
    throw new Error('the RabbitMQ of RABBITMQ_URL is not ours to stop: unset it for this case');
  }

  return {
    kind: 'rabbitmq',
    url,
    get pid() {
      return node?.pid;
    },
    wire: createRabbitmqWire({ url, tapType: 'classic' }),
    start: async () => getNode().start(),
    stop: async () => getNode().stop(),
    kill: async () => getNode().kill(),
    async runShort() {
      const setMemoryLimit = (share: string) =>
        getNode().control('set_vm_memory_high_watermark', share);
      await setMemoryLimit('0');
      return async () => void (await setMemoryLimit(memoryLimit));
    },
    close: dispose,
  };
}
