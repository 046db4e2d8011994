/**
 * How PostgreSQL is to plan what a service asks (`options` of a connection): from row to row along
 * an index. Every statement finds a handful of rows by their keys, so nothing else is ever better.
 * Left to its statistics, the planner reads the whole table while that looks small, and a prepared
 * statement keeps such a plan, however large the table has become, until the next ANALYZE. A bitmap
 * reads all that an index holds of finished work, where a plain scan of it marks them as dead.
 */
export const PLANNER_OPTIONS = ['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin']
  .map((plan) => `-c enable_${plan}=off`)
  .join(' ');
