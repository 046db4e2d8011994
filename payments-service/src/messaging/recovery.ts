import { createRecovery } from '@online-shop/shared/bus/recovery';

/** Charging has no domain error: declining an order is a regular result. */
export const recoveryFor = createRecovery({});
