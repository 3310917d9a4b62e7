import { SECOND_MS } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { isAppError } from "#lib/errors";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { cleanForPostgres } from "#lib/upstreams/catalogue/clean-for-postgres";
import { targetOf } from "#lib/upstreams/catalogue/connect";
import { discoverCatalogue } from "#lib/upstreams/catalogue/discover";
import { isUpstreamError, type NamedFailure, nameFailure } from "#lib/upstreams/catalogue/failure";
import { readingTurn } from "#lib/upstreams/catalogue/reading-turn";
import { requireBudget, storeCatalogue } from "#lib/upstreams/catalogue/save-catalogue";
import { type InFlight, singleFlight } from "#lib/upstreams/catalogue/single-flight";
import { type StoredCatalogue, storedCatalogue } from "#lib/upstreams/catalogue/stored-text";
import { settleCheck } from "#lib/upstreams/health/settle";

const ROW = { id: true, workspaceId: true, name: true, url: true, encryptedHeaders: true } as const;
type Row = { id: string; workspaceId: string; name: string; url: string; encryptedHeaders: string | null };

/** The result of an attempt to read a catalogue. After a success it says how many tools there are. */
type RefreshOutcome = { failure: NamedFailure; toolCount: null } | { failure: null; toolCount: number };

/** What somebody who asks for a refresh adds to the transaction that saves the outcome. */
type Requested = {
  /** Checks first that they still may. An error from it saves nothing. */
  authorize: (transaction: Transaction) => Promise<unknown>;
  /** Writes an audit event. It is called only when the outcome is saved. */
  record: (transaction: Transaction, outcome: RefreshOutcome) => Promise<void>;
};

/**
 * Asks a server for its catalogue and saves it. After a failure it saves the failure, and the last catalogue stays.
 *
 * The network is used before the transaction begins, never inside it. When somebody edits the server meanwhile, nothing
 * is saved. Attempts that run at the same time share one conversation with the server.
 * @returns the failure; null after a success, for a server that no longer exists, and when Latchkey was too busy to ask
 */
export async function refreshCatalogue(upstreamId: string, now: Date): Promise<NamedFailure | null> {
  const nothing = { authorize: async () => {}, record: async () => {} };
  return refreshCatalogueAndRecord(upstreamId, now, nothing).catch((error: unknown) => {
    if (!isAppError(error) || error.code !== "UNAVAILABLE") throw error;
    log().info({ upstreamId }, error.message);
    return null;
  });
}

/**
 * Does the same as `refreshCatalogue` for somebody who asked for it.
 * @throws AppError UNAVAILABLE when Latchkey was too busy to ask the server
 */
export async function refreshCatalogueAndRecord(
  upstreamId: string,
  now: Date,
  { authorize, record }: Requested,
): Promise<NamedFailure | null> {
  const row = await db().upstream.findUnique({
    where: { id: upstreamId },
    select: ROW,
  });
  if (!row) return null;
  const answer = await joinDiscovery(row);
  return db().$transaction(async (tx) => {
    await authorize(tx);
    const outcome = await save(tx, row, answer, now);
    if (outcome) await record(tx, outcome);
    return outcome === null ? null : outcome.failure;
  }, SAVING);
}

/** Many catalogues may be stored at once, and each may have 8 MiB. So they may wait for each other. */
const SAVING = { maxWait: 20 * SECOND_MS, timeout: 30 * SECOND_MS };

type Answer = { content: StoredCatalogue } | { failure: NamedFailure };

/** The key holds everything that decides the answer, so an attempt after an edit starts a conversation of its own. */
function joinDiscovery(row: Row): Promise<Answer> {
  const conversations = single("upstream-refreshes", (): InFlight<Answer> => new Map());
  return singleFlight(conversations, JSON.stringify([row.id, row.url, row.encryptedHeaders]), () => discover(row));
}

async function discover(row: Row): Promise<Answer> {
  try {
    using _turn = await readingTurn(row);
    return { content: await storedCatalogue(await discoverCatalogue(targetOf(row))) };
  } catch (error) {
    // A RangeError means that the answer is nested too deep to be a catalogue.
    if (!isUpstreamError(error) && !(error instanceof RangeError)) throw error;
    return { failure: cleanForPostgres(nameFailure(error, row)) };
  }
}

/**
 * Saves an answer. Only another catalogue than the stored one makes a new revision, which rings for all streams.
 * @returns null when somebody edited or removed the server after `row` was read; nothing is saved then
 */
async function save(tx: Transaction, row: Row, answer: Answer, now: Date): Promise<RefreshOutcome | null> {
  if ("failure" in answer) return saveFailure(tx, row, answer.failure, now);
  const { content } = answer;
  const stored = await tx.catalogue.findUnique({ where: { upstreamId: row.id }, select: { contentHash: true } });
  const isNew = stored?.contentHash !== content.contentHash;
  const excess = isNew ? await requireBudget(tx, row, content.bytes) : null;
  if (excess) return saveFailure(tx, row, excess, now);
  const { count } = await tx.upstream.updateMany({
    where: unchanged(row),
    data: {
      failureCode: null,
      failureMessage: null,
      failedAt: null,
      catalogueAt: now,
      ...(isNew && { revision: { increment: 1 } }),
    },
  });
  if (count === 0) return null;
  if (isNew) await storeCatalogue(tx, row.id, content);
  await settleCheck(tx, row.id, false, now);
  return { failure: null, toolCount: content.toolCount };
}

async function saveFailure(
  tx: Transaction,
  row: Row,
  failure: NamedFailure,
  now: Date,
): Promise<RefreshOutcome | null> {
  const data = { failureCode: failure.code, failureMessage: failure.message, failedAt: now };
  const { count } = await tx.upstream.updateMany({ where: unchanged(row), data });
  if (count === 0) return null;
  await settleCheck(tx, row.id, true, now);
  return { failure, toolCount: null };
}

/** The server as it was when it was asked. */
const unchanged = ({ id, url, encryptedHeaders }: Row) => ({ id, url, encryptedHeaders });
