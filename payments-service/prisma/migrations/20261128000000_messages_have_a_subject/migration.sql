-- A message has an identity of its own: its ID is a UUID v5 of what it says, and `subject` is the
-- order that it is about. Until now the message ID was the order ID.

-- One rewrite of each table sets `subject` in all rows that exist.
ALTER TABLE "outbox_messages" ADD COLUMN "subject" UUID;
ALTER TABLE "outbox_messages"
  ALTER COLUMN "subject" TYPE UUID USING "id",
  ALTER COLUMN "subject" SET NOT NULL;
ALTER TABLE "inbox_messages" ADD COLUMN "subject" UUID;
ALTER TABLE "inbox_messages" ALTER COLUMN "subject" TYPE UUID USING "id";

-- Processes of the previous version run beside the new ones during a rolling upgrade. They insert no
-- subject. The IDs of the messages that they write are order IDs; of messages that they receive the
-- order is not known. A later version may drop the trigger.
CREATE FUNCTION "use_id_as_subject"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."subject" := NEW."id";
  RETURN NEW;
END
$$;
CREATE TRIGGER "outbox_messages_subject" BEFORE INSERT ON "outbox_messages"
  FOR EACH ROW WHEN (NEW."subject" IS NULL) EXECUTE FUNCTION "use_id_as_subject"();
