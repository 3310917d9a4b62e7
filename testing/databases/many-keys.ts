/** A connection pool or a single connection. */
type Database = { query(text: string, values?: unknown[]): Promise<unknown> };

type ManyKeys = {
  now: Date;
  workspaceId: string;
  /** The owner of the first `own` keys. */
  adminId: string;
  keys: number;
  /** The number of people who share the other keys equally. */
  members: number;
  own: number;
  /** The number of further service keys, which have ended. */
  endedServiceKeys: number;
};

/**
 * Fills a workspace as it is after years. Of ten keys one has full access, one is custom, two are revoked, one is
 * expired and one was not used for a long time. It writes SQL, since one operation for each key would take minutes.
 */
export async function makeManyKeys(database: Database, wanted: ManyKeys): Promise<void> {
  const { now, workspaceId, adminId, keys, members, own, endedServiceKeys } = wanted;
  await database.query(USERS, [members, now]);
  await database.query(MEMBERSHIPS, [workspaceId, now]);
  await database.query(KEYS, [keys, members, adminId, own, now]);
  await database.query(SERVICE_KEYS, [workspaceId, endedServiceKeys, now]);
  await database.query(LINKS, [workspaceId]);
  await database.query("ANALYZE");
}

const USERS = `
  INSERT INTO "User" (id, name, email, "createdAt", "updatedAt")
  SELECT 'usr_' || lpad(n::text, 26, '0'), 'Member ' || n, 'member' || n || '@example.com', $2, $2
  FROM generate_series(1, $1::int) n`;

const MEMBERSHIPS = `
  INSERT INTO "Membership" ("workspaceId", "userId", role, "createdAt")
  SELECT $1, id, 'member', $2 FROM "User" WHERE name LIKE 'Member %'`;

/** The columns that keys of both kinds share; `n` counts the keys from the oldest. */
const COLUMNS = `id, "familyId", name, "tokenHash", "tokenStart", "tokenEnd", scopes, "createdAt", "updatedAt"`;
const values = (prefix: string, now: string) => `
  'key_${prefix}' || lpad(n::text, 25, '0'), 'key_${prefix}' || lpad(n::text, 25, '0'), 'Key ' || n,
  encode(sha256(convert_to('${prefix}' || n, 'UTF8')), 'hex'), 'mcp_' || lpad(n::text, 5, '0'), lpad(n::text, 5, 'e'),
  CASE n % 10 WHEN 1 THEN '{mcp:full}' WHEN 2 THEN '{mcp:tools:list}' ELSE '{mcp:read}' END::text[],
  ${now}::timestamptz - interval '1 year', ${now}::timestamptz`;

const KEYS = `
  INSERT INTO "Key" (${COLUMNS}, "userId", "expiresAt", "revokedAt", "lastUsedAt", "lastUsedClient", "lastUsedVersion")
  SELECT ${values("0", "$5")},
    CASE WHEN n <= $4::int THEN $3 ELSE 'usr_' || lpad((n % $2::int + 1)::text, 26, '0') END,
    CASE n % 10 WHEN 5 THEN $5::timestamptz - interval '1 day' ELSE $5::timestamptz + interval '60 days' END,
    CASE WHEN n % 10 IN (3, 4) THEN $5::timestamptz - interval '1 day' END,
    CASE n % 10 WHEN 6 THEN NULL ELSE $5::timestamptz - (n % 80 || ' days')::interval END,
    'claude-code', '2.1.3'
  FROM generate_series(1, $1::int) n`;

const SERVICE_KEYS = `
  INSERT INTO "Key" (${COLUMNS}, "serviceWorkspaceId", "revokedAt")
  SELECT ${values("1", "$3")}, $1, CASE WHEN n > 200 THEN $3::timestamptz END
  FROM generate_series(1, 200 + $2::int) n`;

const LINKS = `
  INSERT INTO "KeyWorkspace" ("keyId", "workspaceId")
  SELECT id, $1 FROM "Key" WHERE name LIKE 'Key %' ON CONFLICT DO NOTHING`;
