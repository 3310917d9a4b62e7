import type { PolicyClient } from "#lib/policy/dto";

/** A key as it is stored now, with everything that decides what it may do. */
export type KeyRow = {
  keyId: string;
  /** The owner; empty for a service key. */
  userId: string;
  tokenHash: string;
  /** Separated by spaces. */
  scopes: string;
  /** Milliseconds since the epoch. */
  createdAtMs: number;
  /** Milliseconds since the epoch; null for never. */
  expiresAtMs: number | null;
  /** Why it has ended, apart from its expiry: it was revoked, or its owner disabled. Empty for a key that has not. */
  ended: "" | "revoked" | "owner_disabled";
  /** The workspaces that it reaches now, with the enabled servers that it may use; `parseReach` reads it. */
  reach: string;
  /** The OAuth client of a connected app; null for other keys. */
  client: PolicyClient | null;
  /** The limits of the access token that a connected app presented; null for the token of a key, which has none. */
  accessToken: AccessTokenLimits | null;
};

/** How far an access token limits what its app may do. */
export type AccessTokenLimits = {
  /** Separated by spaces; empty for all that the app may do. */
  scopes: string;
  /** Milliseconds since the epoch. */
  expiresAtMs: number;
};

/** The enabled servers of a workspace that the key reaches with its environment and its choice of servers. */
const OPEN_SERVERS = `
  SELECT s."id" || '@' || s."revision" || '@' || s."slug"
    FROM "Upstream" s
   WHERE s."workspaceId" = w."id" AND s."disabledAt" IS NULL
     AND (k."environment" IS NULL OR s."environment" = k."environment")
     AND (k."allServers" OR EXISTS (
           SELECT FROM "KeyServer" ks WHERE ks."keyId" = k."id" AND ks."upstreamId" = s."id"))`;

/** The rules of a policy that concern keys, and those that concern connected apps alone. */
const RULES = `p."maxLifetimeDays", p."expiryRequired", p."fullAccess", p."keyMakers",
    coalesce(p."networks", ARRAY[]::text[])`;
const APP_RULES = `p."appMakers", p."appClients", p."listedClients", p."maxAppLifetimeDays"`;

/** The rules of the workspace's policy, with the role of the owner, without spaces. A dash stands for no policy. */
const policyWith = (rules: string) => `
  CASE WHEN p."workspaceId" IS NULL THEN '-' ELSE replace(json_build_array(
    coalesce(m."role"::text, 'service'), ${rules})::text, ' ', '') END`;

/**
 * A line for each workspace that the key reaches, in any order: the owner is a member, or the workspace owns the
 * service key. Only the name at the end may hold spaces. It is JSON, so it holds no line breaks.
 */
const liveWorkspacesWith = (rules: string) => `
  SELECT w."id" || ' ' || w."slug" || ' ' || w."confirmDestructive" || ' ' ||
         array_to_string(ARRAY(${OPEN_SERVERS}), ',') || ' ' || ${policyWith(rules)} || ' ' || to_json(w."name")
    FROM "KeyWorkspace" kw
    JOIN "Workspace" w ON w."id" = kw."workspaceId"
    LEFT JOIN "Membership" m ON m."workspaceId" = kw."workspaceId" AND m."userId" = k."userId"
    LEFT JOIN "WorkspacePolicy" p ON p."workspaceId" = kw."workspaceId"
   WHERE kw."keyId" = k."id" AND kw."detachedAt" IS NULL
     AND (m."userId" IS NOT NULL OR kw."workspaceId" = k."serviceWorkspaceId")`;

/** Everything that decides what a key may do, after the hash of what was presented for it. */
const rightsWith = (rules: string, hasEnded = 'k."revokedAt" IS NOT NULL') => `
         array_to_string(k."scopes", ' ') AS "scopes",
         (extract(epoch FROM k."createdAt") * 1000)::float8 AS "createdAtMs",
         (extract(epoch FROM k."expiresAt") * 1000)::float8 AS "expiresAtMs",
         CASE WHEN ${hasEnded} THEN 'revoked'
              WHEN u."disabledAt" IS NOT NULL THEN 'owner_disabled' ELSE '' END AS "ended",
         array_to_string(ARRAY(${liveWorkspacesWith(rules)}), E'\n') AS "reach"`;

/** An app ends with its client, too, while an admin blocks that client. */
const APP_HAS_ENDED = `k."revokedAt" IS NOT NULL OR c."blockedAt" IS NOT NULL`;

const OWNER = `k."id" AS "keyId", coalesce(k."userId", '') AS "userId"`;

const keysWith = (rules: string) => `
  SELECT ${OWNER}, k."tokenHash", ${rightsWith(rules)}
    FROM "Key" k LEFT JOIN "User" u ON u."id" = k."userId"
   WHERE k."tokenHash" = ANY($1::text[])`;

/** Reads keys by the hashes of their tokens. */
export const KEY_LOOKUP_TEXT = keysWith(RULES);

const ALL_RULES = `${RULES}, ${APP_RULES}`;

/** The same for the preview of a key or an app that is not saved. */
export const UNSAVED_LOOKUP_TEXT = keysWith(ALL_RULES);

/** Reads connected apps by the hashes of their access tokens. */
export const APP_LOOKUP_TEXT = `
  SELECT ${OWNER}, t."tokenHash", ${rightsWith(ALL_RULES, APP_HAS_ENDED)},
         c."source"::text AS "source", c."clientId",
         coalesce(array_to_string(t."scopes", ' '), '') AS "tokenScopes",
         (extract(epoch FROM t."expiresAt") * 1000)::float8 AS "tokenExpiresAtMs"
    FROM "OAuthAccessToken" t
    JOIN "Key" k ON k."id" = t."keyId"
    JOIN "OAuthClient" c ON c."id" = k."oauthClientId"
    LEFT JOIN "User" u ON u."id" = k."userId"
   WHERE t."tokenHash" = ANY($1::text[])`;

/** Reads a key or an app by its id, for a screen. */
export const SAVED_LOOKUP_TEXT = `
  SELECT ${OWNER}, '' AS "tokenHash", ${rightsWith(ALL_RULES, APP_HAS_ENDED)}, c."source"::text AS "source", c."clientId"
    FROM "Key" k LEFT JOIN "User" u ON u."id" = k."userId" LEFT JOIN "OAuthClient" c ON c."id" = k."oauthClientId"
   WHERE k."id" = $1`;
