import { withClient } from "#bench/latchkey/database";
import { generateToken, hashToken } from "#lib/secrets/token";
import { tokenEnds } from "#lib/secrets/token-mask";

/** The number of keys of a person with many devices and scripts. */
const KEYS_A_USER = 100;

export function makeTokens(count: number): string[] {
  return Array.from({ length: count }, () => generateToken("mcp_"));
}

type Keys = {
  workspaceId: string;
  /** A prefix that separates these keys and their owners from others in the database. */
  name: string;
  tokens: string[];
  /** The number of all keys. The keys with tokens are spread evenly among them. */
  total: number;
  keysAUser?: number;
};

/**
 * Fills a workspace with members and their keys. It uses SQL, because a million single inserts would take an hour.
 * @param databaseUrl must belong to a superuser, because the inserts skip constraints and triggers
 */
export async function insertKeys(databaseUrl: string, keys: Keys): Promise<void> {
  const { workspaceId, name, tokens, total, keysAUser = KEYS_A_USER } = keys;
  const ends = tokens.map(tokenEnds);
  const real = [tokens.map(hashToken), ends.map((end) => end.tokenStart), ends.map((end) => end.tokenEnd)];
  await withClient(databaseUrl, async (client) => {
    await client.query("SET session_replication_role = replica");
    await client.query(USERS, [name, Math.ceil(total / keysAUser) - 1]);
    await client.query(MEMBERSHIPS, [name, workspaceId]);
    await client.query(KEYS, [name, total, Math.floor(total / tokens.length), ...real, keysAUser]);
    await client.query(KEY_WORKSPACES, [name, workspaceId]);
    await client.query("VACUUM ANALYZE");
    await client.query("CHECKPOINT");
  });
}

const USERS = `
  INSERT INTO "User" (id, name, email, "createdAt", "updatedAt")
  SELECT 'usr_' || $1 || n, 'User ' || n, $1 || n || '@example.com', now(), now()
  FROM generate_series(0, $2::int) AS n`;

const MEMBERSHIPS = `
  INSERT INTO "Membership" ("workspaceId", "userId", role, "createdAt")
  SELECT $2, id, 'member', now() FROM "User" WHERE id LIKE 'usr_' || $1 || '%'`;

/** $3 is the distance between two keys with tokens; $4 to $6 are hashes, starts and ends; $7 is the keys of a user. */
const KEYS = `
  INSERT INTO "Key" (id, "familyId", "userId", name, "tokenHash", "tokenStart", "tokenEnd", scopes, "createdAt", "updatedAt")
  SELECT
    'key_' || $1 || lpad(n::text, 22, '0'),
    'key_' || $1 || lpad(n::text, 22, '0'),
    'usr_' || $1 || n / $7::int,
    'Key ' || n,
    CASE WHEN n % $3 = 0 THEN ($4::text[])[n / $3 + 1] ELSE encode(sha256(convert_to($1 || n, 'UTF8')), 'hex') END,
    CASE WHEN n % $3 = 0 THEN ($5::text[])[n / $3 + 1] ELSE 'mcp_00000' END,
    CASE WHEN n % $3 = 0 THEN ($6::text[])[n / $3 + 1] ELSE '00000' END,
    '{mcp:read}', now() - ($2::int - n) * interval '1 second', now()
  FROM generate_series(0, $2::int - 1) AS n`;

const KEY_WORKSPACES = `
  INSERT INTO "KeyWorkspace" ("keyId", "workspaceId")
  SELECT id, $2 FROM "Key" WHERE id LIKE 'key_' || $1 || '%'`;
