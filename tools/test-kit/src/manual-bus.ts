import type { MessageBus, OutgoingMessage } from '@online-shop/shared/bus/bus';

type Publish = (message: OutgoingMessage, signal: AbortSignal) => Promise<void>;

/** A publishing side in the test's hand: it keeps what it took, and answers as it is told to. */
export interface ManualBus extends MessageBus {
  /** What was taken, in the order of the confirms. */
  readonly published: readonly OutgoingMessage[];
  /** From now on a message counts as taken once this resolves. */
  confirmWith(confirm: Publish): void;
  goDown(): void;
  goUp(): void;
}

/** It is up, and takes everything at once. */
export function createManualBus(): ManualBus {
  const published: OutgoingMessage[] = [];
  const listeners: (() => void)[] = [];
  let confirm: Publish = async () => {};
  let isUp = true;

  return {
    name: 'bus',
    published,
    async start() {},
    async stop() {},
    async publish(message, { signal }) {
      await confirm(message, signal);
      published.push(message);
    },
    createConsumer() {
      throw new Error('the manual bus only publishes');
    },
    countDeadLetters: async () => 0,
    isUp: () => isUp,
    isReady: () => isUp,
    routing: () => ({ unroutableMessages: 0, unroutableTypes: [], topologyProblem: null }),
    onUp(listener) {
      listeners.push(listener);
    },
    confirmWith(publish) {
      confirm = publish;
    },
    goDown() {
      isUp = false;
    },
    goUp() {
      isUp = true;
      for (const listener of listeners) listener();
    },
  };
}
