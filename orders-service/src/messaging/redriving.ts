import { createLoop, type Loop } from '@online-shop/shared/lifecycle/loop';
import type { Logger } from '@online-shop/shared/logging/logger';

export interface RedrivingOptions {
  readonly logger: Logger;
  /** Puts the messages of overdue orders into the outbox again; resolves with their number. */
  readonly redrive: () => Promise<number>;
  /** Called when there were such orders. */
  readonly onRedriven: () => void;
  /** How often to look, milliseconds. */
  readonly intervalMs?: number;
}

export interface Redriving extends Loop {
  /** Messages that were sent again since the start of the process. */
  redrivenCount(): number;
}

/** Looks for orders that wait too long for their payment, and has them told of again. */
export function createRedriving(options: RedrivingOptions): Redriving {
  const { logger, redrive, onRedriven, intervalMs = 5_000 } = options;
  let redrivenCount = 0;

  async function turn(): Promise<boolean> {
    try {
      const count = await redrive();
      if (count === 0) return false;
      redrivenCount += count;
      const note = 'orders wait too long for their payment; told payments-service again';
      logger.warn(note, { count, sinceStart: redrivenCount });
      onRedriven();
    } catch (error) {
      logger.warn('re-driving waits for its next turn', { error });
    }
    return false;
  }
  return {
    ...createLoop({ name: 're-driving', intervalMs, turn }),
    redrivenCount: () => redrivenCount,
  };
}
