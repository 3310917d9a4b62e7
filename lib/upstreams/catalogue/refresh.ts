import { db, type Prisma, type Transaction } from "#lib/db/client";
import { single } from "#lib/process";
import { targetOf } from "#lib/upstreams/catalogue/connect";
import { type CatalogueContent, discoverCatalogue } from "#lib/upstreams/catalogue/discover";
import { isUpstreamError, type NamedFailure, nameFailure } from "#lib/upstreams/catalogue/failure";
import { type Running, shareRunning } from "#lib/upstreams/catalogue/share-running";
import { storable } from "#lib/upstreams/catalogue/storable";

type Row = { id: string; name: string; url: string; encryptedHeaders: string | null };

/** What an attempt ended with, and how many tools there are after a success. */
export type RefreshOutcome = { failure: NamedFailure; toolCount: null } | { failure: null; toolCount: number };

/** Writes more into the transaction that saves the outcome. */
type AlsoWrite = (transaction: Transaction, outcome: RefreshOutcome) => Promise<void>;

/**
 * Asks a server what it offers and saves the answer, or by name why there was none; the last catalogue then stays.
 * The network is used before the transaction begins, never in it. An attempt that began before the server was edited
 * saves nothing. Attempts at the same time share one conversation with the server.
 * @returns null after a success, and for a server that is gone
 */
export async function refreshCatalogue(upstreamId: string, now: Date): Promise<NamedFailure | null> {
  const outcome = await refresh(upstreamId, now);
  return outcome?.failure ?? null;
}

/** Like `refreshCatalogue`, for operations that write an audit event with it. */
export async function refresh(upstreamId: string, now: Date, alsoWrite?: AlsoWrite): Promise<RefreshOutcome | null> {
  const row = await db().upstream.findUnique({
    where: { id: upstreamId },
    select: { id: true, name: true, url: true, encryptedHeaders: true },
  });
  if (!row) return null;
  const answer = await askOnce(row);
  const outcome = outcomeOf(answer);
  await db().$transaction(async (tx) => {
    const isCurrent = await save(tx, row, answer, now);
    if (isCurrent) await alsoWrite?.(tx, outcome);
  });
  return outcome;
}

type Answer = { content: CatalogueContent } | { failure: NamedFailure };

function outcomeOf(answer: Answer): RefreshOutcome {
  if ("failure" in answer) return { failure: answer.failure, toolCount: null };
  return { failure: null, toolCount: answer.content.tools.length };
}

/** Keyed by all that decides the answer, so that an edit does not join the conversation before it. */
function askOnce(row: Row): Promise<Answer> {
  const conversations = single("upstream-refreshes", (): Running<Answer> => new Map());
  return shareRunning(conversations, JSON.stringify([row.id, row.url, row.encryptedHeaders]), () => ask(row));
}

async function ask(row: Row): Promise<Answer> {
  try {
    return { content: storable(await discoverCatalogue(targetOf(row))) };
  } catch (error) {
    // What is nested too deep is no catalogue either.
    if (!isUpstreamError(error) && !(error instanceof RangeError)) throw error;
    return { failure: storable(nameFailure(error, row)) };
  }
}

/** @returns false when the server was edited or removed since `row` was read, and nothing was saved */
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
  // The SDK has checked the shapes; to Prisma they are JSON.
  const data = content as unknown as Omit<Prisma.CatalogueUncheckedCreateInput, "upstreamId">;
  await tx.catalogue.upsert({ where: { upstreamId }, create: { ...data, upstreamId }, update: data });
}
