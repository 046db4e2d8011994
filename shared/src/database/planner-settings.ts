import type { SessionSettings } from './session-settings';

/**
 * Makes PostgreSQL read along indexes, row by row. Every statement of a service finds a few rows by
 * their keys, so no other plan is ever better. With its statistics, the planner prefers a scan of
 * the whole table while the table looks small, and a prepared statement keeps that plan until the
 * next ANALYZE. A bitmap scan also reads index entries of finished rows, which a plain index scan
 * marks as dead.
 */
export const plannerSettings: SessionSettings = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};
