/** The worst session defaults of settings that every connection of the system pins. */
export const hostilePinned = {
  TimeZone: 'Asia/Kolkata',
  DateStyle: 'SQL, DMY',
  IntervalStyle: 'sql_standard',
  bytea_output: 'escape',
  extra_float_digits: '-15',
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  search_path: 'pg_catalog',
  default_transaction_isolation: 'serializable',
  default_transaction_deferrable: 'on',
  synchronous_commit: 'off',
  statement_timeout: '1',
  lock_timeout: '1',
  idle_in_transaction_session_timeout: '1',
  idle_session_timeout: '1',
};

/** Session defaults that an administrator may set on a server, a database or a role. */
export const hostileSettings = {
  ...hostilePinned,
  // Not pinned by the system, and harmless.
  backslash_quote: 'on',
  client_encoding: 'LATIN1',
  client_min_messages: 'debug1',
  plan_cache_mode: 'force_generic_plan',
  quote_all_identifiers: 'on',
  row_security: 'off',
  transaction_timeout: '30000',
  transform_null_equals: 'on',
  work_mem: '64kB',
};
