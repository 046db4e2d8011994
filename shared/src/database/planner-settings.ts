import type { SessionSettings } from './session-settings';

/**
 * Makes PostgreSQL use index scans and nested loops. Every statement of a service finds a few rows
 * by key, so no other plan is better. Otherwise the planner prefers a sequential scan while the
 * statistics show a small table, and a prepared statement keeps that plan until the next ANALYZE. A
 * bitmap scan also reads the index entries of dead rows again, which a plain index scan marks as
 * dead.
 */
export const plannerSettings: SessionSettings = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};
