import type { Component } from './component';

export interface LoopOptions {
  readonly name: string;
  /** The pause between two turns, in milliseconds. `wake` ends the pause early. */
  readonly intervalMs: number;
  /**
   * Runs one turn. Returns true to start the next turn without a pause. Must handle its own errors
   * and never reject.
   */
  readonly turn: () => Promise<boolean>;
}

export interface Loop extends Component {
  /** Starts the next turn now, or after the current turn without a pause. Returns at once. */
  wake(): void;
}

/**
 * Creates a component that runs `turn` repeatedly in the background, with a pause between two
 * turns. If `wake` is called during a turn, the next turn starts without a pause. `stop` ends the
 * pause and waits for the current turn.
 */
export function createLoop({ name, intervalMs, turn }: LoopOptions): Loop {
  let isWoken = false;
  let isStopping = false;
  let endPause: (() => void) | undefined;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!isStopping) {
      isWoken = false;
      const isMoreWaiting = await turn();
      if (!isMoreWaiting && !isWoken && !isStopping) await pause();
    }
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, intervalMs);
      endPause = () => {
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
      endPause?.();
      await running;
      running = undefined;
    },
    wake() {
      isWoken = true;
      endPause?.();
    },
  };
}
