-- A message that was published, and an order that has ended, leave the index of what is pending only
-- when their table is vacuumed; until then whoever looks for pending ones has to step over them. By
-- default a vacuum waits until a fifth of the table has changed: a million rows of five. So that
-- looking costs the same however long the history, it follows the traffic instead, and cleans the
-- indexes each time (PostgreSQL leaves them out where few pages of a large table have changed).
ALTER TABLE "outbox_messages" SET (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 20000,
  vacuum_index_cleanup = on
);

-- Kept for good, and read through its index of new ones once in five seconds only: a little later.
ALTER TABLE "orders" SET (
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 20000,
  vacuum_index_cleanup = on
);
