import type { Recovery } from '@online-shop/shared/bus/bus';
import { createRecovery } from '@online-shop/shared/bus/recovery';

/** Domain error → what becomes of the message: the twin of `http/error-status.ts`. */
export const recoveryFor = createRecovery({
  // A result about an order that was never placed here: somebody has to look at it.
  order_not_found: 'dead-letter',
} satisfies Record<string, Recovery>);
