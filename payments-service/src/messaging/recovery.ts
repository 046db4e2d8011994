import { createRecovery } from '@online-shop/shared/bus/recovery';

/** Charging has no domain error: an order that cannot be charged is declined, which is a result. */
export const recoveryFor = createRecovery({});
