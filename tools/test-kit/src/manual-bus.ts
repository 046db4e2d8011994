import type { MessageBus, OutgoingMessage } from '@online-shop/shared/bus/bus';

type Publish = (message: OutgoingMessage, signal: AbortSignal) => Promise<void>;

/** A publisher under the control of a test. It stores the published messages. */
export interface ManualBus extends MessageBus {
  /** The published messages, in the order of their confirms. */
  readonly published: readonly OutgoingMessage[];
  /** Sets the function that confirms a message when it resolves. */
  confirmWith(confirm: Publish): void;
  goDown(): void;
  goUp(): void;
}

/** The bus starts up, and confirms every message at once. */
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
