import { db, type Prisma, type Transaction } from "#lib/db/client";
import { single } from "#lib/process";
import { cleanForPostgres } from "#lib/upstreams/catalogue/clean-for-postgres";
import { targetOf } from "#lib/upstreams/catalogue/connect";
import { type CatalogueContent, discoverCatalogue } from "#lib/upstreams/catalogue/discover";
import { isUpstreamError, type NamedFailure, nameFailure } from "#lib/upstreams/catalogue/failure";
import { type InFlight, singleFlight } from "#lib/upstreams/catalogue/single-flight";

type Row = { id: string; name: string; url: string; encryptedHeaders: string | null };

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
 * @returns the failure; null after a success, and for a server that no longer exists
 */
export async function refreshCatalogue(upstreamId: string, now: Date): Promise<NamedFailure | null> {
  return refreshCatalogueAndRecord(upstreamId, now, { authorize: async () => {}, record: async () => {} });
}

/** Does the same as `refreshCatalogue` for somebody who asked for it. */
export async function refreshCatalogueAndRecord(
  upstreamId: string,
  now: Date,
  { authorize, record }: Requested,
): Promise<NamedFailure | null> {
  const row = await db().upstream.findUnique({
    where: { id: upstreamId },
    select: { id: true, name: true, url: true, encryptedHeaders: true },
  });
  if (!row) return null;
  const answer = await joinDiscovery(row);
  const outcome = outcomeOf(answer);
  await db().$transaction(async (tx) => {
    await authorize(tx);
    const isSaved = await save(tx, row, answer, now);
    if (isSaved) await record(tx, outcome);
  });
  return outcome.failure;
}

type Answer = { content: CatalogueContent } | { failure: NamedFailure };

function outcomeOf(answer: Answer): RefreshOutcome {
  if ("failure" in answer) return { failure: answer.failure, toolCount: null };
  return { failure: null, toolCount: answer.content.tools.length };
}

/** The key holds everything that decides the answer, so an attempt after an edit starts a conversation of its own. */
function joinDiscovery(row: Row): Promise<Answer> {
  const conversations = single("upstream-refreshes", (): InFlight<Answer> => new Map());
  return singleFlight(conversations, JSON.stringify([row.id, row.url, row.encryptedHeaders]), () => discover(row));
}

async function discover(row: Row): Promise<Answer> {
  try {
    return { content: cleanForPostgres(await discoverCatalogue(targetOf(row))) };
  } catch (error) {
    // A RangeError means that the answer is nested too deep to be a catalogue.
    if (!isUpstreamError(error) && !(error instanceof RangeError)) throw error;
    return { failure: cleanForPostgres(nameFailure(error, row)) };
  }
}

/** @returns false when somebody edited or removed the server after `row` was read; nothing is saved then */
async function save(tx: Transaction, row: Row, answer: Answer, now: Date): Promise<boolean> {
  const state =
    "failure" in answer
      ? { failureCode: answer.failure.code, failureMessage: answer.failure.message, failedAt: now }
      : { failureCode: null, failureMessage: null, failedAt: null, catalogueAt: now };
  const { count } = await tx.upstream.updateMany({
    where: { id: row.id, url: row.url, encryptedHeaders: row.encryptedHeaders },
    data: { ...state, revision: { increment: 1 } },
  });
  if (count > 0 && "content" in answer) await saveCatalogue(tx, row.id, answer.content);
  return count > 0;
}

async function saveCatalogue(tx: Transaction, upstreamId: string, content: CatalogueContent): Promise<void> {
  // The SDK has checked the shapes. Prisma only needs to know that they are JSON.
  const data = content as unknown as Omit<Prisma.CatalogueUncheckedCreateInput, "upstreamId">;
  await tx.catalogue.upsert({ where: { upstreamId }, create: { ...data, upstreamId }, update: data });
}
