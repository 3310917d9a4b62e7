import { pool } from "#lib/db/pool";
import { single } from "#lib/process";

/** A key as it stands, with everything that decides what it may do. */
export type KeyRow = {
  keyId: string;
  userId: string;
  tokenHash: string;
  scopes: string[];
  /** Milliseconds since the epoch; null for never. */
  expiresAtMs: number | null;
  /** Whether it was revoked, or its owner disabled. */
  ended: boolean;
  /** The workspaces that it reaches now, with their enabled servers, as JSON (`ReachedWorkspace[]`). */
  reach: string;
};

const LIVE_WORKSPACES = `
  SELECT json_agg(json_build_object('id', w."id", 'slug', w."slug", 'name', w."name",
           'confirmDestructive', w."confirmDestructive", 'upstreams', (
           SELECT coalesce(json_agg(json_build_object('id', s."id", 'revision', s."revision") ORDER BY s."slug"), '[]')
             FROM "Upstream" s WHERE s."workspaceId" = w."id" AND s."disabledAt" IS NULL
         )) ORDER BY w."slug")::text
    FROM "KeyWorkspace" kw
    JOIN "Membership" m ON m."workspaceId" = kw."workspaceId" AND m."userId" = k."userId"
    JOIN "Workspace" w ON w."id" = kw."workspaceId"
   WHERE kw."keyId" = k."id" AND kw."detachedAt" IS NULL`;

/** Named, so that each connection parses it once. */
const LOOKUP = {
  name: "look-up-keys",
  text: `
  SELECT k."id" AS "keyId", k."userId", k."tokenHash", k."scopes",
         (extract(epoch FROM k."expiresAt") * 1000)::float8 AS "expiresAtMs",
         k."revokedAt" IS NOT NULL OR u."disabledAt" IS NOT NULL AS "ended",
         coalesce((${LIVE_WORKSPACES}), '[]') AS "reach"
    FROM "Key" k JOIN "User" u ON u."id" = k."userId"
   WHERE k."tokenHash" = ANY($1::text[])`,
};

/** Queries under way at once. Requests that come meanwhile wait for the next and share it. */
const MAX_QUERIES = 2;
const MAX_BATCH = 200;

type Waiting = { tokenHash: string; resolve: (row: KeyRow | undefined) => void; reject: (error: unknown) => void };
type Queue = { waiting: Waiting[]; running: number };

/**
 * Reads the key with this hash from the database. A read always begins after it was asked for, so it sees every
 * change that was committed before; requests that arrive together share one, which is what a busy gateway spends
 * least on.
 * @throws whatever the database throws when it cannot be reached
 */
export function lookUpKey(tokenHash: string): Promise<KeyRow | undefined> {
  const queue = single("key-lookups", (): Queue => ({ waiting: [], running: 0 }));
  const { promise, resolve, reject } = Promise.withResolvers<KeyRow | undefined>();
  queue.waiting.push({ tokenHash, resolve, reject });
  if (queue.running < MAX_QUERIES) void readNext(queue);
  return promise;
}

async function readNext(queue: Queue): Promise<void> {
  queue.running += 1;
  while (queue.waiting.length > 0) {
    const batch = queue.waiting.splice(0, MAX_BATCH);
    try {
      const hashes = [...new Set(batch.map((one) => one.tokenHash))];
      const { rows } = await pool().query<KeyRow>({ ...LOOKUP, values: [hashes] });
      for (const one of batch) one.resolve(rows.find((row) => row.tokenHash === one.tokenHash));
    } catch (error) {
      for (const one of batch) one.reject(error);
    }
  }
  queue.running -= 1;
}
