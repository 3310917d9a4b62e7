-- The bell: whatever decides what a key may do announces its change on the channel "latchkey_changes", so that every
-- gateway looks again at what it holds open. Triggers do it, so that no code and nobody at a prompt can forget it.
-- The payload says whose rights to read again ("key:<id>", "user:<id>", "workspace:<id>" or "all"), never what they
-- are: the tables are the truth. PostgreSQL delivers it at commit, and equal payloads of one transaction once.

-- CreateFunction
-- Rings for the row that has changed: the first argument is the kind of subject, the second the column with its id.
CREATE FUNCTION "latchkey_ring"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  -- Counted for each transaction: beyond 1,000 rows "all" says it once for the rest, so that a change in bulk costs
  -- neither the database nor the gateways a notification for each row.
  rows INTEGER := coalesce(nullif(current_setting('latchkey.rows_rung', true), ''), '0')::INTEGER;
BEGIN
  IF rows > 1000 THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('latchkey.rows_rung', (rows + 1)::TEXT, true);
  IF rows = 1000 OR TG_LEVEL = 'STATEMENT' THEN
    PERFORM pg_notify('latchkey_changes', 'all');
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    PERFORM pg_notify('latchkey_changes', TG_ARGV[0] || ':' || (to_jsonb(OLD) ->> TG_ARGV[1]));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM pg_notify('latchkey_changes', TG_ARGV[0] || ':' || (to_jsonb(NEW) ->> TG_ARGV[1]));
  END IF;
  RETURN NULL;
END
$$;

-- CreateTrigger
-- A key's last use is written all the time and must not ring. A new key has nothing open yet.
CREATE TRIGGER "Key_ring_update" AFTER UPDATE ON "Key" FOR EACH ROW
  WHEN ((OLD."id", OLD."userId", OLD."tokenHash", OLD."scopes", OLD."expiresAt", OLD."revokedAt")
    IS DISTINCT FROM (NEW."id", NEW."userId", NEW."tokenHash", NEW."scopes", NEW."expiresAt", NEW."revokedAt"))
  EXECUTE FUNCTION "latchkey_ring"('key', 'id');
CREATE TRIGGER "Key_ring_delete" AFTER DELETE ON "Key" FOR EACH ROW
  EXECUTE FUNCTION "latchkey_ring"('key', 'id');

-- CreateTrigger
CREATE TRIGGER "KeyWorkspace_ring" AFTER INSERT OR DELETE ON "KeyWorkspace" FOR EACH ROW
  EXECUTE FUNCTION "latchkey_ring"('key', 'keyId');
CREATE TRIGGER "KeyWorkspace_ring_update" AFTER UPDATE ON "KeyWorkspace" FOR EACH ROW
  WHEN ((OLD."keyId", OLD."workspaceId", OLD."detachedAt")
    IS DISTINCT FROM (NEW."keyId", NEW."workspaceId", NEW."detachedAt"))
  EXECUTE FUNCTION "latchkey_ring"('key', 'keyId');

-- CreateTrigger
-- A role decides nothing about keys.
CREATE TRIGGER "Membership_ring" AFTER INSERT OR DELETE ON "Membership" FOR EACH ROW
  EXECUTE FUNCTION "latchkey_ring"('user', 'userId');
CREATE TRIGGER "Membership_ring_update" AFTER UPDATE ON "Membership" FOR EACH ROW
  WHEN ((OLD."workspaceId", OLD."userId") IS DISTINCT FROM (NEW."workspaceId", NEW."userId"))
  EXECUTE FUNCTION "latchkey_ring"('user', 'userId');

-- CreateTrigger
-- Whoever is deleted takes their keys along, which ring for themselves.
CREATE TRIGGER "User_ring_update" AFTER UPDATE ON "User" FOR EACH ROW
  WHEN (OLD."disabledAt" IS DISTINCT FROM NEW."disabledAt")
  EXECUTE FUNCTION "latchkey_ring"('user', 'id');

-- CreateTrigger
-- A deleted workspace takes the "KeyWorkspace" rows along, which ring for themselves.
CREATE TRIGGER "Workspace_ring_update" AFTER UPDATE ON "Workspace" FOR EACH ROW
  WHEN ((OLD."id", OLD."slug", OLD."name", OLD."confirmDestructive")
    IS DISTINCT FROM (NEW."id", NEW."slug", NEW."name", NEW."confirmDestructive"))
  EXECUTE FUNCTION "latchkey_ring"('workspace', 'id');

-- CreateTrigger
-- The revision grows with every change of a server, its catalogue or its tool rules.
CREATE TRIGGER "Upstream_ring" AFTER INSERT OR DELETE ON "Upstream" FOR EACH ROW
  EXECUTE FUNCTION "latchkey_ring"('workspace', 'workspaceId');
CREATE TRIGGER "Upstream_ring_update" AFTER UPDATE ON "Upstream" FOR EACH ROW
  WHEN ((OLD."id", OLD."workspaceId", OLD."slug", OLD."revision", OLD."disabledAt")
    IS DISTINCT FROM (NEW."id", NEW."workspaceId", NEW."slug", NEW."revision", NEW."disabledAt"))
  EXECUTE FUNCTION "latchkey_ring"('workspace', 'workspaceId');

-- CreateTrigger
-- TRUNCATE fires no trigger for its rows.
CREATE TRIGGER "Key_ring_truncate" AFTER TRUNCATE ON "Key" EXECUTE FUNCTION "latchkey_ring"();
CREATE TRIGGER "KeyWorkspace_ring_truncate" AFTER TRUNCATE ON "KeyWorkspace" EXECUTE FUNCTION "latchkey_ring"();
CREATE TRIGGER "Membership_ring_truncate" AFTER TRUNCATE ON "Membership" EXECUTE FUNCTION "latchkey_ring"();
CREATE TRIGGER "Upstream_ring_truncate" AFTER TRUNCATE ON "Upstream" EXECUTE FUNCTION "latchkey_ring"();
