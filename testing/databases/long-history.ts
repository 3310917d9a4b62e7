/** A connection pool or a single connection. */
type Database = { query(text: string, values?: unknown[]): Promise<unknown> };

/**
 * Gives a workspace with many keys a history: the audit log has an event for each new key, and a thousand keys were
 * used on each of the last thirty days.
 */
export async function makeLongHistory(database: Database, { workspaceId, now }: { workspaceId: string; now: Date }) {
  await database.query(EVENTS, [workspaceId, now]);
  await database.query(USAGE, [workspaceId, now]);
  await database.query("ANALYZE");
}

const EVENTS = `
  INSERT INTO "AuditEvent" (id, at, "workspaceId", "actorId", action, "targetType", "targetId", "targetName", details)
  SELECT 'evt_' || right(id, 26), $2::timestamptz - (row_number() OVER (ORDER BY id) || ' minutes')::interval, $1,
    "userId", 'key.created', 'key', id, name, '{}'
  FROM "Key"`;

const USAGE = `
  INSERT INTO "UsageDay" (day, "keyId", "userId", "workspaceId", method, name, outcome, calls, "totalMs", "maxMs")
  SELECT $2::timestamptz::date - ago, key.id, coalesce(key."userId", ''), $1, 'tools/call', 'search', 'ok', 10, 500, 90
  FROM (SELECT * FROM "Key" ORDER BY id LIMIT 1000) key, generate_series(0, 29) ago`;
