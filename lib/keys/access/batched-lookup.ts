import type { Connection, Submittable } from "pg";
import { lookupPool, MAX_LOOKUP_CONNECTIONS } from "#lib/db/pool";
import type { KeyRow } from "#lib/keys/access/rights-query";
import type { PolicyClient } from "#lib/policy/dto";
import { single } from "#lib/process";

/** A prepared statement that reads rows by the hashes of what clients presented. */
type Statement = { name: string; text: string };

/** A row as PostgreSQL sends it: texts in the order of the columns. The last four belong to connected apps alone. */
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
    source?: PolicyClient["source"],
    clientId?: string,
    tokenScopes?: string,
    tokenExpiresAtMs?: string,
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
  readonly #statement: Statement;
  readonly #hashes: string;

  constructor(statement: Statement, waiting: readonly Waiting[]) {
    this.#statement = statement;
    // PostgreSQL's text form of an array. Hexadecimal digits need no quotes.
    this.#hashes = `{${waiting.map((one) => one.tokenHash).join()}}`;
  }

  submit(connection: Connection): void {
    const { name, text } = this.#statement;
    connection.stream.cork();
    const prepared = preparedOn(name);
    if (!prepared.has(connection)) {
      prepared.add(connection);
      connection.parse({ name, text, types: [] }, true);
    }
    connection.bind({ statement: name, values: [this.#hashes] }, true);
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
      ...appColumns(fields),
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

const NO_APP = { client: null, accessToken: null };

function appColumns({ 8: source, 9: clientId, 10: scopes, 11: expiresAtMs }: DataRow["fields"]) {
  if (source === undefined || clientId === undefined || scopes === undefined) return NO_APP;
  return { client: { source, clientId }, accessToken: { scopes, expiresAtMs: Number(expiresAtMs) } };
}

/**
 * The connections that have parsed a statement. When anything fails on a connection, its pool closes it. One process
 * may hold two copies of this module; both share this set, as they share the pool.
 */
function preparedOn(statement: string): WeakSet<Connection> {
  return single(`connections-with:${statement}`, () => new WeakSet<Connection>());
}

const MAX_BATCH = 200;

type Waiting = { tokenHash: string; resolve: (row: KeyRow | undefined) => void; reject: (error: unknown) => void };
type Queue = { statement: Statement; waiting: Waiting[]; running: number; isScheduled: boolean };

/**
 * Reads the row with this hash from the database. The query always starts after this call, so it sees every change that
 * was committed before. Requests that arrive together share one query, which costs a busy gateway much less than a
 * query for each.
 * @throws the error of the database when it cannot be reached
 */
export function lookUpInBatch(statement: Statement, tokenHash: string): Promise<KeyRow | undefined> {
  const queue = single(`lookups:${statement.name}`, (): Queue => {
    return { statement, waiting: [], running: 0, isScheduled: false };
  });
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
    const { rowsByHash } = await lookupPool().query(new Lookup(queue.statement, batch));
    for (const one of batch) one.resolve(rowsByHash.get(one.tokenHash));
  } catch (error) {
    for (const one of batch) one.reject(error);
  }
  queue.running -= 1;
  if (queue.waiting.length > 0) scheduleRead(queue);
}
