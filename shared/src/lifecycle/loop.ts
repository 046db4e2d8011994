import type { Component } from './component';

export interface LoopOptions {
  readonly name: string;
  /** How long to rest between turns when nobody wakes it, milliseconds. */
  readonly intervalMs: number;
  /** One turn; true asks for another at once. Answers for its own errors: it must not reject. */
  readonly turn: () => Promise<boolean>;
}

export interface Loop extends Component {
  /** Begins the next turn now, or right after the one in hand. Never blocks. */
  wake(): void;
}

/**
 * Work that is done again and again in the background: turn, rest, turn. A wake during a turn is
 * not missed. `stop` ends the rest and waits for the turn in hand.
 */
export function createLoop({ name, intervalMs, turn }: LoopOptions): Loop {
  let isWoken = false;
  let isStopping = false;
  let endRest: (() => void) | undefined;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!isStopping) {
      isWoken = false;
      const isMoreWaiting = await turn();
      if (!isMoreWaiting && !isWoken && !isStopping) await rest();
    }
  }

  function rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, intervalMs);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    name,
    async start() {
      isStopping = false;
      running ??= run();
    },
    async stop() {
      isStopping = true;
      endRest?.();
      await running;
      running = undefined;
    },
    wake() {
      isWoken = true;
      endRest?.();
    },
  };
}
