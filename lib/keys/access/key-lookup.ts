import type { Connection, Submittable } from "pg";
import { lookupPool, MAX_LOOKUP_CONNECTIONS } from "#lib/db/pool";
import { single } from "#lib/process";

/** A key as it stands, with everything that decides what it may do. */
export type KeyRow = {
  keyId: string;
  /** Of the owner; empty for a service key. */
  userId: string;
  tokenHash: string;
  /** Separated by spaces. */
  scopes: string;
  /** Milliseconds since the epoch. */
  createdAtMs: number;
  /** Milliseconds since the epoch; null for never. */
  expiresAtMs: number | null;
  /** Whether it was revoked, or its owner disabled. */
  ended: boolean;
  /** The workspaces that it reaches now, with the enabled servers that it may use; `parseReach` reads it. */
  reach: string;
};

/** Enabled servers of a workspace to which the key is not closed by its stage or its choice of servers. */
const OPEN_SERVERS = `
  SELECT s."id" || '@' || s."revision" || '@' || s."slug"
    FROM "Upstream" s
   WHERE s."workspaceId" = w."id" AND s."disabledAt" IS NULL
     AND (k."environment" IS NULL OR s."environment" = k."environment")
     AND (k."allServers" OR EXISTS (
           SELECT FROM "KeyServer" ks WHERE ks."keyId" = k."id" AND ks."upstreamId" = s."id"))`;

/** What the workspace demands of keys, with the role of the owner; free of spaces. A dash for nothing. */
const POLICY = `
  CASE WHEN p."workspaceId" IS NULL THEN '-' ELSE replace(json_build_array(
    coalesce(m."role"::text, 'service'), p."maxLifetimeDays", p."expiryRequired", p."fullAccess", p."keyMakers",
    coalesce(p."networks", ARRAY[]::text[]))::text, ' ', '') END`;

/**
 * A line for each workspace, in any order: those of which the owner is a member, and for a service key the one that
 * owns it. Only names may hold spaces; as JSON they hold no line breaks.
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

/** Whoever previews a key that is not saved runs this text too. */
export const KEY_LOOKUP_TEXT = `
  SELECT k."id" AS "keyId", coalesce(k."userId", '') AS "userId", k."tokenHash",
         array_to_string(k."scopes", ' ') AS "scopes",
         (extract(epoch FROM k."createdAt") * 1000)::float8 AS "createdAtMs",
         (extract(epoch FROM k."expiresAt") * 1000)::float8 AS "expiresAtMs",
         k."revokedAt" IS NOT NULL OR u."disabledAt" IS NOT NULL AS "ended",
         array_to_string(ARRAY(${LIVE_WORKSPACES}), E'\n') AS "reach"
    FROM "Key" k LEFT JOIN "User" u ON u."id" = k."userId"
   WHERE k."tokenHash" = ANY($1::text[])`;

const STATEMENT = "look-up-keys";

/**
 * Connections that have parsed the statement. One on which anything failed is closed by its pool. Shared by both copies
 * of this module that one process may hold, as the pool is.
 */
const prepared = single("connections-with-key-lookup", () => new WeakSet<Connection>());

/** As PostgreSQL sends a row: text in the order of the columns. */
type DataRow = {
  fields: [
    keyId: string,
    userId: string,
    tokenHash: string,
    scopes: string,
    createdAtMs: string,
    expiresAtMs: string | null,
    ended: "t" | "f",
    reach: string,
  ];
};

/**
 * One read. A query of the driver's own would have the columns described each time and look up how to read them, which
 * costs as much as all the rest.
 */
class Lookup implements Submittable {
  readonly found = new Map<string, KeyRow>();
  /** Set by the driver. */
  callback: ((error: Error | null, result?: Lookup) => void) | undefined;
  readonly #hashes: string;

  constructor(waiting: readonly Waiting[]) {
    // As PostgreSQL writes an array: hexadecimal digits need no quoting.
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
    this.found.set(tokenHash, {
      keyId,
      userId,
      tokenHash,
      scopes,
      createdAtMs: Number(createdAtMs),
      expiresAtMs: expiresAtMs === null ? null : Number(expiresAtMs),
      ended: ended === "t",
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
 * Reads the key with this hash from the database. A read always begins after it was asked for, so it sees every
 * change that was committed before; requests that arrive together share one, which is what a busy gateway spends
 * least on.
 * @throws whatever the database throws when it cannot be reached
 */
export function lookUpKey(tokenHash: string): Promise<KeyRow | undefined> {
  const queue = single("key-lookups", (): Queue => ({ waiting: [], running: 0, isScheduled: false }));
  const { promise, resolve, reject } = Promise.withResolvers<KeyRow | undefined>();
  queue.waiting.push({ tokenHash, resolve, reject });
  schedule(queue);
  return promise;
}

/** Begins once every socket that has something to read was read, so that all of these requests share the query. */
function schedule(queue: Queue): void {
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
    const { found } = await lookupPool().query(new Lookup(batch));
    for (const one of batch) one.resolve(found.get(one.tokenHash));
  } catch (error) {
    for (const one of batch) one.reject(error);
  }
  queue.running -= 1;
  if (queue.waiting.length > 0) schedule(queue);
}
