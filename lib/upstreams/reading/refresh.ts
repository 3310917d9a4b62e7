import { SECOND_MS } from "#lib/clock";
import { db, Prisma, type Transaction } from "#lib/db/client";
import { isAppError } from "#lib/errors";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { cleanForPostgres } from "#lib/upstreams/catalogue/clean-for-postgres";
import type { CatalogueContent } from "#lib/upstreams/catalogue/content";
import { isUpstreamError, type NamedFailure, nameFailure } from "#lib/upstreams/catalogue/failure";
import { requireBudget, storeCatalogue } from "#lib/upstreams/catalogue/save-catalogue";
import { type InFlight, singleFlight } from "#lib/upstreams/catalogue/single-flight";
import { readLists } from "#lib/upstreams/catalogue/stored-lists";
import { type StoredCatalogue, storedCatalogue } from "#lib/upstreams/catalogue/stored-text";
import type { CatalogueNotes } from "#lib/upstreams/dto";
import { type Check, lockLastReached, settleCheck } from "#lib/upstreams/health/settle";
import { discoverCatalogue } from "#lib/upstreams/reading/discover";
import { readingTurn } from "#lib/upstreams/reading/reading-turn";
import { targetOf } from "#lib/upstreams/reading/target";

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

type Answer = { content: StoredCatalogue; notes: CatalogueNotes } | { failure: NamedFailure };

/** The key holds everything that decides the answer, so an attempt after an edit starts a conversation of its own. */
function joinDiscovery(row: Row): Promise<Answer> {
  const conversations = single("upstream-refreshes", (): InFlight<Answer> => new Map());
  return singleFlight(conversations, JSON.stringify([row.id, row.url, row.encryptedHeaders]), () => discover(row));
}

async function discover(row: Row): Promise<Answer> {
  try {
    using _turn = await readingTurn(row);
    const { content, notes } = await discoverCatalogue(targetOf(row));
    return { content: await storedCatalogue(await withKeptLists(row, content, notes)), notes };
  } catch (error) {
    // A RangeError means that the introduction is nested too deep.
    if (!isUpstreamError(error) && !(error instanceof RangeError)) throw error;
    return { failure: cleanForPostgres(nameFailure(error, row)) };
  }
}

/** A list that could not be read stays as it was read before. So a server that fails for a moment takes nothing away. */
async function withKeptLists(
  { id: upstreamId }: Row,
  content: CatalogueContent,
  { unread }: CatalogueNotes,
): Promise<CatalogueContent> {
  if (unread.length === 0) return content;
  const stored = (await readLists([upstreamId])).get(upstreamId);
  if (!stored) return content;
  const kept = unread.map(({ list }) => [list, stored[list]] as const);
  return { ...content, ...Object.fromEntries(kept) };
}

/**
 * Saves an answer. Only another catalogue than the stored one makes a new revision, which rings for all streams.
 * @returns null when somebody edited or removed the server after `row` was read; nothing is saved then
 */
async function save(tx: Transaction, row: Row, answer: Answer, now: Date): Promise<RefreshOutcome | null> {
  if ("failure" in answer) return saveFailure(tx, row, answer.failure, { isReached: false }, now);
  const { content, notes } = answer;
  const stored = await tx.catalogue.findUnique({ where: { upstreamId: row.id }, select: { contentHash: true } });
  const isNew = stored?.contentHash !== content.contentHash;
  const excess = isNew ? await requireBudget(tx, row, content.bytes) : null;
  const reachedBefore = await lockLastReached(tx, row.id);
  // A server whose catalogue only lacks room works, so it is in no trouble, and nobody is told of it.
  if (excess) return saveFailure(tx, row, excess, { isReached: true, reachedBefore }, now);
  const { count } = await tx.upstream.updateMany({
    where: unchanged(row),
    data: {
      failureCode: null,
      failureMessage: null,
      failureSaid: null,
      failedAt: null,
      catalogueAt: now,
      catalogueNotes: notes.leftOutCount + notes.unread.length > 0 ? notes : Prisma.DbNull,
      ...(isNew && { revision: { increment: 1 } }),
    },
  });
  if (count === 0) return null;
  if (isNew) await storeCatalogue(tx, row.id, content);
  await settleCheck(tx, row.id, { isReached: true, reachedBefore }, now);
  return { failure: null, toolCount: content.toolCount };
}

async function saveFailure(
  tx: Transaction,
  row: Row,
  failure: NamedFailure,
  check: Check,
  now: Date,
): Promise<RefreshOutcome | null> {
  const { code, message, said = null } = failure;
  const data = { failureCode: code, failureMessage: message, failureSaid: said, failedAt: now };
  const { count } = await tx.upstream.updateMany({ where: unchanged(row), data });
  if (count === 0) return null;
  await settleCheck(tx, row.id, check, now);
  return { failure, toolCount: null };
}

/** The server as it was when it was asked. */
const unchanged = ({ id, url, encryptedHeaders }: Row) => ({ id, url, encryptedHeaders });
