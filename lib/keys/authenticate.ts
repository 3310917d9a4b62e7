import { timingSafeEqual } from "node:crypto";
import { BoundedMap } from "#lib/bounded-map";
import { lookUpKey } from "#lib/keys/key-lookup";
import { type Right, rightsOf } from "#lib/keys/scopes";
import { hashToken, isToken } from "#lib/keys/token";
import { single } from "#lib/process";

type ReachedUpstream = { id: string; revision: number };
type ReachedWorkspace = {
  id: string;
  slug: string;
  name: string;
  /** Whether the person is asked before destructive tools are called. */
  confirmDestructive: boolean;
  upstreams: ReachedUpstream[];
};

/** What a key may do at this instant. Asked anew for every request, never kept. */
export type KeyAccess = {
  keyId: string;
  userId: string;
  scopes: readonly string[];
  /** Milliseconds since the epoch; null for never. */
  expiresAtMs: number | null;
  rights: ReadonlySet<Right>;
  /** Workspaces that the owner is a member of now and the key still holds, by slug; with their enabled servers. */
  workspaces: readonly ReachedWorkspace[];
  /** The same as text: equal for two keys exactly when they reach the same servers in the same revisions. */
  reach: string;
};

/**
 * - `missing`: no credential was given
 * - `malformed`: it is not of a token's shape, or its checksum is wrong; no query was made
 * - `invalid`: no such key, expired, revoked, or its owner is disabled; which of them is not told
 */
export type Authentication =
  | { outcome: "ok"; access: KeyAccess }
  | { outcome: "missing" }
  | { outcome: "malformed" }
  | { outcome: "invalid" };

/**
 * Finds out what the bearer of `token` may do at `now`: an indexed read, nothing cached, so that a revocation or a
 * removed membership holds from the next request on.
 * @throws whatever the database throws when it cannot be reached
 */
export async function authenticate(token: string | null, now: Date): Promise<Authentication> {
  if (token === null) return { outcome: "missing" };
  if (!isToken(token)) return { outcome: "malformed" };
  const tokenHash = hashToken(token);
  const row = await lookUpKey(tokenHash);
  if (!row || !isSame(row.tokenHash, tokenHash) || row.ended) return { outcome: "invalid" };
  if (row.expiresAtMs !== null && row.expiresAtMs <= now.getTime()) return { outcome: "invalid" };
  const { keyId, userId, scopes, expiresAtMs, reach } = row;
  return {
    outcome: "ok",
    access: { keyId, userId, scopes, expiresAtMs, rights: rightsOf(scopes), workspaces: parseReach(reach), reach },
  };
}

/** The index compares with an early end; this comparison does not, so its time tells nothing of the stored hash. */
function isSame(stored: string, given: string): boolean {
  return stored.length === given.length && timingSafeEqual(Buffer.from(stored), Buffer.from(given));
}

const KNOWN_REACHES = 1_000;

/** Text to structure only: the text itself comes from the database each time. */
function parseReach(text: string): readonly ReachedWorkspace[] {
  const known = single("reaches", () => new BoundedMap<string, readonly ReachedWorkspace[]>(KNOWN_REACHES));
  let parsed = known.get(text);
  if (!parsed) {
    parsed = JSON.parse(text) as ReachedWorkspace[];
    known.set(text, parsed);
  }
  return parsed;
}
