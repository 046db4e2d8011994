-- What earlier payments were about: the ledger tells of charges, the outbox of what was declined as
-- long as it keeps the result. In a migration of its own, because it locks no table while it runs.
UPDATE "payments"
SET "user_id" = account."user_id", "amount" = -entry."amount", "currency" = account."currency"
FROM "ledger_entries" AS entry JOIN "accounts" AS account ON account."id" = entry."account_id"
WHERE entry."order_id" = "payments"."order_id";

UPDATE "payments"
SET "user_id" = told."data" ->> 'userId',
    "amount" = (told."data" ->> 'amount')::bigint,
    "currency" = told."data" ->> 'currency'
FROM (
  -- A body with an escape is none of ours, and may be one that PostgreSQL cannot read.
  SELECT "subject", CASE WHEN "body" IS JSON OBJECT AND position('\u' IN "body") = 0
    THEN "body"::json -> 'data' END AS "data"
  FROM "outbox_messages"
) AS told
WHERE told."subject" = "payments"."order_id" AND "payments"."user_id" IS NULL
  AND num_nulls(told."data" ->> 'userId', told."data" ->> 'amount', told."data" ->> 'currency') = 0;
