-- A message that was published leaves the index of pending ones only when its table is vacuumed;
-- until then the relay has to step over it. By default a vacuum waits until a fifth of the table has
-- changed: a million rows of five. So that a turn costs the same however long the history, it
-- follows the traffic instead, and cleans the indexes each time (PostgreSQL leaves them out where
-- few pages of a large table have changed).
ALTER TABLE "outbox_messages" SET (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 20000,
  vacuum_index_cleanup = on
);
