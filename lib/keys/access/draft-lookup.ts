import { pool } from "#lib/db/pool";
import { KEY_LOOKUP_TEXT, type KeyRow } from "#lib/keys/access/key-lookup";

/** Whose a key is: a person's, or for a service key a workspace's. */
export type KeyOwnership = { userId: string } | { serviceWorkspaceId: string };

/** A key that is not saved, or not in this form. */
export type KeyDraft = {
  owner: KeyOwnership;
  scopes: readonly string[];
  workspaceIds: readonly string[];
  environment: string | null;
  /** Null for all. */
  serverIds: readonly string[] | null;
  createdAt: Date;
  expiresAt: Date | null;
};

/**
 * The tables of keys as they would be with the draft alone in them: a query finds what it names in its WITH before it
 * looks among the tables, so that the gateway's own reads the draft as if it were saved.
 */
const AS_IF_SAVED = `
  WITH "Key" AS (
    SELECT 'draft' AS "id", $2::text AS "userId", $10::text AS "serviceWorkspaceId", 'draft' AS "tokenHash",
           $3::text[] AS "scopes", $4::text AS "environment", $5::boolean AS "allServers",
           $6::timestamptz AS "createdAt", $7::timestamptz AS "expiresAt", NULL::timestamptz AS "revokedAt"),
  "KeyWorkspace" AS (
    SELECT 'draft' AS "keyId", NULL::timestamptz AS "detachedAt", unnest($8::text[]) AS "workspaceId"),
  "KeyServer" AS (SELECT 'draft' AS "keyId", unnest($9::text[]) AS "upstreamId")`;

/** Reads what the gateway would read of a key if it were saved like this. */
export async function lookUpDraft(draft: KeyDraft): Promise<KeyRow | undefined> {
  const { owner, scopes, workspaceIds, environment, serverIds, createdAt, expiresAt } = draft;
  const values = [
    ["draft"],
    "userId" in owner ? owner.userId : null,
    scopes,
    environment,
    serverIds === null,
    createdAt,
    expiresAt,
    workspaceIds,
    serverIds ?? [],
    "serviceWorkspaceId" in owner ? owner.serviceWorkspaceId : null,
  ];
  const { rows } = await pool().query<KeyRow>(AS_IF_SAVED + KEY_LOOKUP_TEXT, values);
  return rows[0];
}
