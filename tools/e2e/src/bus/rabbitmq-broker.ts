import type { Rabbitmq } from '@online-shop/servers/rabbitmq';
import type { Broker } from './broker';
import { createRabbitmqWire, readRabbitmqVersion } from './rabbitmq-wire';

/** RabbitMQ's default, as a fraction of the machine's memory. */
const memoryLimit = '0.4';
/** RabbitMQ's defaults for the acknowledgement timeout and the interval of its check. */
const defaultHoldingMs = 1_800_000;
const defaultCheckMs = 60_000;

/** `start` comes from `findRabbitmq`. */
export async function startRabbitmqBroker(start: () => Promise<Rabbitmq>): Promise<Broker> {
  const { url, node, dispose } = await start();

  function getNode() {
    if (node) return node;
    throw new Error('this case cannot stop the RabbitMQ of RABBITMQ_URL: unset RABBITMQ_URL');
  }

  return {
    kind: 'rabbitmq',
    url,
    get pid() {
      return node?.pid;
    },
    wire: createRabbitmqWire({ url, tapType: 'classic' }),
    version: () => readRabbitmqVersion(url),
    start: async () => getNode().start(),
    stop: async () => getNode().stop(),
    kill: async () => getNode().kill(),
    async changePassword() {
      const { username, password } = new URL(url);
      await getNode().control('change_password', username, `not-${password}`);
      await getNode().control('close_all_connections', 'the password was changed');
      return async () => void (await getNode().control('change_password', username, password));
    },
    async limitHolding(limitMs) {
      // A channel reads the limit when it opens, so all connections are closed here.
      const set = async (timeoutMs: number, checkEveryMs: number) => {
        await getNode().control(
          'eval',
          `application:set_env(rabbit, consumer_timeout, ${timeoutMs}),
           application:set_env(rabbit, channel_tick_interval, ${checkEveryMs}).`,
        );
        await getNode().control('close_all_connections', 'the consumer timeout was changed');
      };
      await set(limitMs, limitMs / 2);
      return () => set(defaultHoldingMs, defaultCheckMs);
    },
    async runShort() {
      const setMemoryLimit = (share: string) =>
        getNode().control('set_vm_memory_high_watermark', share);
      await setMemoryLimit('0');
      return async () => void (await setMemoryLimit(memoryLimit));
    },
    close: dispose,
  };
}
