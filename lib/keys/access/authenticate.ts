import { timingSafeEqual } from "node:crypto";
import { BoundedMap } from "#lib/bounds/bounded-map";
import { type KeyRow, lookUpKey } from "#lib/keys/access/key-lookup";
import { mayBeLegacyToken } from "#lib/keys/access/legacy-tokens";
import { type BlockedWorkspace, letIn } from "#lib/keys/access/let-in";
import { parseReach, type ReachedWorkspace } from "#lib/keys/access/reach";
import { type Right, rightsOf } from "#lib/keys/access/scopes";
import { single } from "#lib/process";
import { hashToken, isToken } from "#lib/secrets/token";

/** What a key may do at this instant. Asked anew for every request, never kept. */
export type KeyAccess = {
  keyId: string;
  /** Of the owner; empty for a service key, which a workspace owns. */
  userId: string;
  scopes: readonly string[];
  /** Milliseconds since the epoch; null for never. */
  expiresAtMs: number | null;
  rights: ReadonlySet<Right>;
  /**
   * Workspaces that the owner is a member of now and the key still holds, by slug, as far as their policies let it in;
   * with the enabled servers that it may use.
   */
  workspaces: readonly ReachedWorkspace[];
  /** The other ones, which their policies keep it out of. */
  blocked: readonly BlockedWorkspace[];
  /**
   * `workspaces` as text: equal for two keys only when they reach the same servers in the same revisions, and are kept out
   * of as many more.
   */
  reach: string;
};

/**
 * - `missing`: no credential was given
 * - `malformed`: it is not of a token's shape, or its checksum is wrong, and there are no legacy tokens, which may have
 *   any; no query for a key was made
 * - `invalid`: no such key, expired, revoked, or its owner is disabled; which of them is not told to whoever asks, but
 *   the key's owner may know
 */
export type Authentication =
  | { outcome: "ok"; access: KeyAccess }
  | { outcome: "missing" }
  | { outcome: "malformed" }
  | { outcome: "invalid"; reason: "unknown" | "expired" | "revoked"; keyId: string | null };

/**
 * Finds out what the bearer of `token` may do from `address` at `now`: an indexed read, nothing cached, so that a revocation or a
 * removed membership holds from the next request on.
 * @param address undefined for somebody who asks without using the key: networks keep it out of nothing then
 * @throws whatever the database throws when it cannot be reached
 */
export async function authenticate(
  token: string | null,
  address: string | undefined,
  now: Date,
): Promise<Authentication> {
  if (token === null) return { outcome: "missing" };
  if (!isToken(token) && !(await mayBeLegacyToken(token, now))) return { outcome: "malformed" };
  const tokenHash = hashToken(token);
  const row = await lookUpKey(tokenHash);
  if (!row || !isSame(row.tokenHash, tokenHash)) return { outcome: "invalid", reason: "unknown", keyId: null };
  if (row.ended) return { outcome: "invalid", reason: "revoked", keyId: row.keyId };
  if (row.expiresAtMs !== null && row.expiresAtMs <= now.getTime()) {
    return { outcome: "invalid", reason: "expired", keyId: row.keyId };
  }
  return { outcome: "ok", access: accessOf(row, address) };
}

/**
 * What a key that has not ended may do.
 * @param address from where it is used; undefined where nobody uses it yet
 */
export function accessOf(row: KeyRow, address: string | undefined): KeyAccess {
  const { keyId, userId, expiresAtMs } = row;
  const { scopes, rights } = granted(row.scopes);
  const { workspaces, blocked, reach } = letIn(row.reach, parseReach(row.reach), {
    hasFullAccess: rights.has("tools:write"),
    createdAtMs: row.createdAtMs,
    expiresAtMs,
    address,
  });
  return { keyId, userId, scopes, expiresAtMs, rights, workspaces, blocked, reach };
}

/** The index compares with an early end; this comparison does not, so its time tells nothing of the stored hash. */
function isSame(stored: string, given: string): boolean {
  return stored.length === given.length && timingSafeEqual(Buffer.from(stored), Buffer.from(given));
}

const KNOWN_SCOPES = 100;

type Granted = { scopes: readonly string[]; rights: ReadonlySet<Right> };

/** Text to structure only, as with `parseReach`. */
function granted(text: string): Granted {
  const known = single("granted-scopes", () => new BoundedMap<string, Granted>(KNOWN_SCOPES));
  let found = known.get(text);
  if (!found) {
    const scopes = text === "" ? [] : text.split(" ");
    found = { scopes, rights: rightsOf(scopes) };
    known.set(text, found);
  }
  return found;
}
