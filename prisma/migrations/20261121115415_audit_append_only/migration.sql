-- CreateIndex
CREATE INDEX "AuditEvent_workspaceId_actorId_at_idx" ON "AuditEvent"("workspaceId", "actorId", "at");

-- CreateIndex
CREATE INDEX "AuditEvent_workspaceId_action_at_idx" ON "AuditEvent"("workspaceId", "action", "at");

-- The audit log is append-only: whatever was written stays as it was. Rows go when they are old, by the function below
-- and by nothing else. What this is worth against whom: docs/decisions/0023.

-- CreateFunction
CREATE FUNCTION "latchkey_keep_audit"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  -- A setting can be set by anybody; the age of the row cannot.
  IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
    IF OLD."at" < now() - INTERVAL '30 days'
      AND coalesce(current_setting('latchkey.deletes_old_audit_events', true), '') = 'yes' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'The audit log is append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

-- CreateTrigger
CREATE TRIGGER "AuditEvent_keep" BEFORE UPDATE OR DELETE ON "AuditEvent" FOR EACH ROW
  EXECUTE FUNCTION "latchkey_keep_audit"();
CREATE TRIGGER "AuditEvent_keep_truncate" BEFORE TRUNCATE ON "AuditEvent" EXECUTE FUNCTION "latchkey_keep_audit"();

-- CreateFunction
-- Deletes at most `most` events older than `older_than`, and returns how many there were; none while somebody else is at
-- it. With the rights of the table's owner, so that the application's role needs no DELETE.
CREATE FUNCTION "latchkey_delete_old_audit_events"("older_than" TIMESTAMPTZ, "most" INTEGER) RETURNS INTEGER
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  deleted INTEGER;
BEGIN
  IF NOT pg_try_advisory_xact_lock(7201022) THEN
    RETURN 0;
  END IF;
  PERFORM set_config('latchkey.deletes_old_audit_events', 'yes', true);
  DELETE FROM "AuditEvent" WHERE "id" IN (
    SELECT "id" FROM "AuditEvent" WHERE "at" < "older_than" ORDER BY "at" LIMIT "most"
  );
  GET DIAGNOSTICS deleted = ROW_COUNT;
  PERFORM set_config('latchkey.deletes_old_audit_events', '', true);
  RETURN deleted;
END
$$;
