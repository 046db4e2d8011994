/**
 * Limits for transactions whose test is about what they do: on a busy machine they may wait.
 * Milliseconds, as Prisma's `$transaction` takes them.
 */
export const patience = { maxWait: 20_000, timeout: 30_000 };
