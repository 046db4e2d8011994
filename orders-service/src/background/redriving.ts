import { createLoop, type Loop } from '@online-shop/shared/lifecycle/loop';
import type { Logger } from '@online-shop/shared/logging/logger';

export interface RedrivingOptions {
  readonly logger: Logger;
  /** Re-drives the due orders and resolves with their number. */
  readonly redrive: () => Promise<number>;
  /** Called after at least one order was re-driven. */
  readonly onRedriven: () => void;
  /** The pause between two turns, in milliseconds. */
  readonly intervalMs?: number;
}

export interface Redriving extends Loop {
  /** The number of re-drives since the process started. */
  redrivenCount(): number;
}

/** Re-drives orders that wait too long for their payment. */
export function createRedriving(options: RedrivingOptions): Redriving {
  const { logger, redrive, onRedriven, intervalMs = 5_000 } = options;
  let redrivenCount = 0;

  async function turn(): Promise<boolean> {
    try {
      const count = await redrive();
      if (count === 0) return false;
      redrivenCount += count;
      logger.warn('re-driving: published waiting orders again', {
        count,
        sinceStart: redrivenCount,
      });
      onRedriven();
    } catch (error) {
      logger.warn(`re-driving failed, retrying in ${intervalMs} ms`, { error });
    }
    return false;
  }
  return {
    ...createLoop({ name: 're-driving', intervalMs, turn }),
    redrivenCount: () => redrivenCount,
  };
}
