import { timingSafeEqual } from "node:crypto";
import { BoundedMap } from "#lib/bounds/bounded-map";
import { applyPolicies, type BlockedWorkspace } from "#lib/keys/access/apply-policies";
import { lookUpApp, lookUpKey } from "#lib/keys/access/key-lookup";
import { mayBeLegacyToken } from "#lib/keys/access/legacy-tokens";
import { parseReach, type ReachedWorkspace } from "#lib/keys/access/reach";
import type { AccessTokenLimits, KeyRow } from "#lib/keys/access/rights-query";
import { type Right, rightsOf, scopesWithin } from "#lib/keys/access/scopes";
import { single } from "#lib/process";
import { hashToken, isAccessToken, isToken } from "#lib/secrets/token";

/** What a key may do at this instant. It is read again for every request and never kept. */
export type KeyAccess = {
  keyId: string;
  /** The owner; empty for a service key, which a workspace owns. */
  userId: string;
  /** Whether this is a connected app, which presented an access token. */
  isApp: boolean;
  scopes: readonly string[];
  /** Milliseconds since the epoch; null for never. */
  expiresAtMs: number | null;
  rights: ReadonlySet<Right>;
  /**
   * The workspaces that the key reaches, by slug, with the enabled servers that it may use: the owner is a member, no
   * admin detached the workspace, and its policy does not block the key.
   */
  workspaces: readonly ReachedWorkspace[];
  /** The workspaces that the key would reach if their policies did not block it. */
  blocked: readonly BlockedWorkspace[];
  /**
   * `workspaces` as text. It is equal for two keys only when they reach the same servers in the same revisions, and
   * when as many workspaces and servers are blocked for both.
   */
  reach: string;
};

/**
 * - `missing`: the request has no credential
 * - `malformed`: the text has not the shape of a token, or its checksum is wrong, and there are no legacy tokens, which
 *   may have any shape; no query for a key was made
 * - `invalid`: the key does not exist, has expired, was revoked, or its owner is disabled. The client never learns
 *   which of these it is; the key's owner may.
 */
export type Authentication =
  | { outcome: "ok"; access: KeyAccess }
  | { outcome: "missing" }
  | { outcome: "malformed" }
  | { outcome: "invalid"; reason: "unknown"; keyId: null }
  | { outcome: "invalid"; reason: "expired" | "revoked" | "owner_disabled"; keyId: string };

const UNKNOWN = { outcome: "invalid", reason: "unknown", keyId: null } as const;

/**
 * Finds out what the bearer of `token` may do from `address` at `now`. It reads one row by an index and caches nothing,
 * so a revocation or a removed membership holds from the next request on.
 * @param address the client's address; undefined when nobody uses the key, so network rules do not apply
 * @throws the error of the database when it cannot be reached
 */
export async function authenticate(
  token: string | null,
  address: string | undefined,
  now: Date,
): Promise<Authentication> {
  if (token === null) return { outcome: "missing" };
  const isOfApp = isAccessToken(token);
  if (!isOfApp && !isToken(token) && !(await mayBeLegacyToken(token, now))) return { outcome: "malformed" };
  const tokenHash = hashToken(token);
  const row = await (isOfApp ? lookUpApp(tokenHash) : lookUpKey(tokenHash));
  if (!row || !isSame(row.tokenHash, tokenHash)) return UNKNOWN;
  // The client refreshes it by itself. The rows of such tokens are deleted, so nobody could tell the two apart for long.
  if (row.accessToken && row.accessToken.expiresAtMs <= now.getTime()) return UNKNOWN;
  if (row.ended) return { outcome: "invalid", reason: row.ended, keyId: row.keyId };
  if (row.expiresAtMs !== null && row.expiresAtMs <= now.getTime()) {
    return { outcome: "invalid", reason: "expired", keyId: row.keyId };
  }
  return { outcome: "ok", access: keyAccessOf(row, address) };
}

/**
 * Works out what a key may do. The key must not have ended.
 * @param address the client's address; undefined when nobody uses the key, so network rules do not apply
 */
export function keyAccessOf(row: KeyRow, address: string | undefined): KeyAccess {
  const { keyId, userId, expiresAtMs } = row;
  const { scopes, rights } = parseScopes(row.scopes);
  const { workspaces, blocked, reach } = applyPolicies(row.reach, parseReach(row.reach), {
    hasFullAccess: rights.has("tools:write"),
    createdAtMs: row.createdAtMs,
    expiresAtMs,
    address,
    client: row.client,
  });
  const isApp = row.client !== null;
  const access = { keyId, userId, isApp, scopes, expiresAtMs, rights, workspaces, blocked, reach };
  return row.accessToken ? limited(access, row.accessToken) : access;
}

/** Limits what an app may do to what the access token allows. Policies judge the app itself, as they judge a key. */
function limited(access: KeyAccess, { scopes, expiresAtMs }: AccessTokenLimits): KeyAccess {
  const earlier = { ...access, expiresAtMs: Math.min(expiresAtMs, access.expiresAtMs ?? expiresAtMs) };
  if (scopes === "") return earlier;
  const limit = parseScopes(scopes);
  const rights = new Set([...access.rights].filter((right) => limit.rights.has(right)));
  return { ...earlier, rights, scopes: scopesWithin(rights, [...access.scopes, ...limit.scopes]) };
}

/**
 * The index stops at the first byte that differs. This comparison does not, so its time says nothing about the stored
 * hash.
 */
function isSame(stored: string, given: string): boolean {
  return stored.length === given.length && timingSafeEqual(Buffer.from(stored), Buffer.from(given));
}

/** How many texts of scopes are kept in parsed form. */
const PARSED_SCOPES_MAX = 100;

type ParsedScopes = { scopes: readonly string[]; rights: ReadonlySet<Right> };

/**
 * Turns the text of a key's scopes into scopes and rights. The result may be kept, for it depends on the text alone.
 */
function parseScopes(text: string): ParsedScopes {
  const cache = single("granted-scopes", () => new BoundedMap<string, ParsedScopes>(PARSED_SCOPES_MAX));
  let parsed = cache.get(text);
  if (!parsed) {
    const scopes = text === "" ? [] : text.split(" ");
    parsed = { scopes, rights: rightsOf(scopes) };
    cache.set(text, parsed);
  }
  return parsed;
}
