-- A payment records whose money, how much and in which currency was decided about, so that a message
-- that says something else about the same order is recognised.
ALTER TABLE "payments"
  ADD COLUMN "user_id" TEXT,
  ADD COLUMN "amount" BIGINT,
  ADD COLUMN "currency" CHAR(3);

-- All three or none. None: the previous version decided, and neither the ledger nor the outbox tells.
ALTER TABLE "payments" ADD CONSTRAINT "payments_claims_complete" CHECK (
  num_nulls("user_id", "amount", "currency") IN (0, 3)
);
