import type { Recovery } from '@online-shop/shared/bus/bus';
import { createRecovery } from '@online-shop/shared/bus/recovery';

/**
 * The recovery of each domain error. `http/error-status.ts` is the corresponding table for HTTP.
 */
export const recoveryFor = createRecovery({
  // The result is about an order that was never placed here. An operator must examine it.
  order_not_found: 'dead-letter',
} satisfies Record<string, Recovery>);
