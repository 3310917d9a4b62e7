import { pool } from "#lib/db/pool";
import { type KeyRow, UNSAVED_LOOKUP_TEXT } from "#lib/keys/access/rights-query";
import type { KeySettings } from "#lib/keys/model/key-settings";
import type { PolicyClient } from "#lib/policy/dto";

/** The owner of a key: a person, or a workspace for a service key. */
export type KeyOwnership = { userId: string } | { serviceWorkspaceId: string };

/** A key with settings that are not saved. */
export type UnsavedKey = Omit<KeySettings, "name" | "nameInClients"> & {
  owner: KeyOwnership;
  createdAt: Date;
  /** The OAuth client of an app that somebody is about to connect; null for a key. */
  client: PolicyClient | null;
};

/**
 * Stands for the tables of keys, with the unsaved key as their only row. PostgreSQL looks for the name of a table in
 * the WITH of a query before it looks among the tables, so the gateway's own query reads the unsaved key as if it were
 * saved.
 */
const AS_IF_SAVED = `
  WITH "Key" AS (
    SELECT 'draft' AS "id", $2::text AS "userId", $10::text AS "serviceWorkspaceId", 'draft' AS "tokenHash",
           $3::text[] AS "scopes", $4::text AS "environment", $5::boolean AS "allServers",
           $6::timestamptz AS "createdAt", $7::timestamptz AS "expiresAt", NULL::timestamptz AS "revokedAt"),
  "KeyWorkspace" AS (
    SELECT 'draft' AS "keyId", NULL::timestamptz AS "detachedAt", unnest($8::text[]) AS "workspaceId"),
  "KeyServer" AS (SELECT 'draft' AS "keyId", unnest($9::text[]) AS "upstreamId")`;

/** Reads what the gateway would read of a key if it were saved with these settings. */
export async function lookUpUnsavedKey(key: UnsavedKey): Promise<KeyRow | undefined> {
  const { owner, scopes, workspaceIds, environment, serverIds, createdAt, expiresAt } = key;
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
  const { rows } = await pool().query<Omit<KeyRow, "accessToken" | "client">>(
    AS_IF_SAVED + UNSAVED_LOOKUP_TEXT,
    values,
  );
  return rows[0] && { ...rows[0], client: key.client, accessToken: null };
}
