import type { Connection, Submittable } from "pg";
import { lookupPool, MAX_LOOKUP_CONNECTIONS } from "#lib/db/pool";
import { single } from "#lib/process";

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
};

/** The enabled servers of a workspace that the key reaches with its environment and its choice of servers. */
const OPEN_SERVERS = `
  SELECT s."id" || '@' || s."revision" || '@' || s."slug"
    FROM "Upstream" s
   WHERE s."workspaceId" = w."id" AND s."disabledAt" IS NULL
     AND (k."environment" IS NULL OR s."environment" = k."environment")
     AND (k."allServers" OR EXISTS (
           SELECT FROM "KeyServer" ks WHERE ks."keyId" = k."id" AND ks."upstreamId" = s."id"))`;

/** The rules of the workspace's policy, with the role of the owner, without spaces. A dash stands for no policy. */
const POLICY = `
  CASE WHEN p."workspaceId" IS NULL THEN '-' ELSE replace(json_build_array(
    coalesce(m."role"::text, 'service'), p."maxLifetimeDays", p."expiryRequired", p."fullAccess", p."keyMakers",
    coalesce(p."networks", ARRAY[]::text[]))::text, ' ', '') END`;

/**
 * A line for each workspace that the key reaches, in any order: the owner is a member, or the workspace owns the
 * service key. Only the name at the end may hold spaces. It is JSON, so it holds no line breaks.
 */
const LIVE_WORKSPACES = `
  SELECT w."id" || ' ' || w."slug" || ' ' || w."confirmDestructive" || ' ' ||
         array_to_string(ARRAY(${OPEN_SERVERS}), ',') || ' ' || ${POLICY} || ' ' || to_json(w."name")
    FROM "KeyWorkspace" kw
    JOIN "Workspace" w ON w."id" = kw."workspaceId"
    LEFT JOIN "Membership" m ON m."workspaceId" = kw."workspaceId" AND m."userId" = k."userId"
    LEFT JOIN "WorkspacePolicy" p ON p."workspaceId" = kw."workspaceId"
   WHERE kw."keyId" = k."id" AND kw."detachedAt" IS NULL
     AND (m."userId" IS NOT NULL OR kw."workspaceId" = k."serviceWorkspaceId")`;

/** The preview of a key that is not saved runs this query, too. */
export const KEY_LOOKUP_TEXT = `
  SELECT k."id" AS "keyId", coalesce(k."userId", '') AS "userId", k."tokenHash",
         array_to_string(k."scopes", ' ') AS "scopes",
         (extract(epoch FROM k."createdAt") * 1000)::float8 AS "createdAtMs",
         (extract(epoch FROM k."expiresAt") * 1000)::float8 AS "expiresAtMs",
         CASE WHEN k."revokedAt" IS NOT NULL THEN 'revoked'
              WHEN u."disabledAt" IS NOT NULL THEN 'owner_disabled' ELSE '' END AS "ended",
         array_to_string(ARRAY(${LIVE_WORKSPACES}), E'\n') AS "reach"
    FROM "Key" k LEFT JOIN "User" u ON u."id" = k."userId"
   WHERE k."tokenHash" = ANY($1::text[])`;

const STATEMENT = "look-up-keys";

/**
 * The connections that have parsed the statement. When anything fails on a connection, its pool closes it. One process
 * may hold two copies of this module; both share this set, as they share the pool.
 */
const prepared = single("connections-with-key-lookup", () => new WeakSet<Connection>());

/** A row as PostgreSQL sends it: texts in the order of the columns. */
type DataRow = {
  fields: [
    keyId: string,
    userId: string,
    tokenHash: string,
    scopes: string,
    createdAtMs: string,
    expiresAtMs: string | null,
    ended: KeyRow["ended"],
    reach: string,
  ];
};

/**
 * One read of several keys. A query of the driver itself would ask PostgreSQL to describe the columns each time, and
 * then look for the parser of each column. That costs as much as the rest of the read.
 */
class Lookup implements Submittable {
  readonly rowsByHash = new Map<string, KeyRow>();
  /** Set by the driver. */
  callback: ((error: Error | null, result?: Lookup) => void) | undefined;
  readonly #hashes: string;

  constructor(waiting: readonly Waiting[]) {
    // PostgreSQL's text form of an array. Hexadecimal digits need no quotes.
    this.#hashes = `{${waiting.map((one) => one.tokenHash).join()}}`;
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    if (!prepared.has(connection)) {
      prepared.add(connection);
      connection.parse({ name: STATEMENT, text: KEY_LOOKUP_TEXT, types: [] }, true);
    }
    connection.bind({ statement: STATEMENT, values: [this.#hashes] }, true);
    connection.execute({}, true);
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow({ fields }: DataRow): void {
    const [keyId, userId, tokenHash, scopes, createdAtMs, expiresAtMs, ended, reach] = fields;
    this.rowsByHash.set(tokenHash, {
      keyId,
      userId,
      tokenHash,
      scopes,
      createdAtMs: Number(createdAtMs),
      expiresAtMs: expiresAtMs === null ? null : Number(expiresAtMs),
      ended,
      reach,
    });
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback?.(null, this);
  }

  handleError(error: Error): void {
    this.callback?.(error);
  }
}

const MAX_BATCH = 200;

type Waiting = { tokenHash: string; resolve: (row: KeyRow | undefined) => void; reject: (error: unknown) => void };
type Queue = { waiting: Waiting[]; running: number; isScheduled: boolean };

/**
 * Reads the key with this hash from the database. The query always starts after this call, so it sees every change that
 * was committed before. Requests that arrive together share one query, which costs a busy gateway much less than a
 * query for each.
 * @throws the error of the database when it cannot be reached
 */
export function lookUpKey(tokenHash: string): Promise<KeyRow | undefined> {
  const queue = single("key-lookups", (): Queue => ({ waiting: [], running: 0, isScheduled: false }));
  const { promise, resolve, reject } = Promise.withResolvers<KeyRow | undefined>();
  queue.waiting.push({ tokenHash, resolve, reject });
  scheduleRead(queue);
  return promise;
}

/**
 * Starts a query after the event loop has read all sockets that have data, so all of these requests share the query.
 */
function scheduleRead(queue: Queue): void {
  if (queue.isScheduled || queue.running >= MAX_LOOKUP_CONNECTIONS) return;
  queue.isScheduled = true;
  setImmediate(() => {
    queue.isScheduled = false;
    void readNext(queue);
  });
}

async function readNext(queue: Queue): Promise<void> {
  const batch = queue.waiting.splice(0, MAX_BATCH);
  if (batch.length === 0) return;
  queue.running += 1;
  try {
    const { rowsByHash } = await lookupPool().query(new Lookup(batch));
    for (const one of batch) one.resolve(rowsByHash.get(one.tokenHash));
  } catch (error) {
    for (const one of batch) one.reject(error);
  }
  queue.running -= 1;
  if (queue.waiting.length > 0) scheduleRead(queue);
}
