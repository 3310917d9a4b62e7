import type { Caller } from "#lib/auth/principal";
import { BoundedMap } from "#lib/bounds/bounded-map";
import { DAY_MS, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { log } from "#lib/log";
import type { ClientDescription, KnownClient } from "#lib/oauth/clients/client";
import { isDocumentAddress } from "#lib/oauth/clients/document-address";
import { findClient, UNSTORED } from "#lib/oauth/clients/find-client";
import { DocumentError, readClientDocument } from "#lib/oauth/clients/read-document";
import { readsClientDocuments } from "#lib/oauth/protocol/client-documents";
import { single } from "#lib/process";
import { ALLOWANCES } from "#lib/rate-limit/allowances";

/** A document is read again after this time, in milliseconds. */
const FRESH_MS = DAY_MS;
/** A document that was read for a consent is kept in memory this long, in milliseconds: the form is sent soon. */
const KEPT_MS = 5 * MINUTE_MS;
const KEPT_DOCUMENTS = 100;

/**
 * Finds a client for somebody who is asked to connect it. Unlike `findClient` it reads the document of a client, anew once
 * a day. The stored copy counts while the document cannot be read.
 * @returns null for an id that nobody was given
 * @throws DocumentError when nobody has connected the client yet and its document cannot be used; AppError RATE_LIMITED
 *   for a person who had too many documents read
 */
export async function findClientForConsent(clientId: string, asker: Asker): Promise<KnownClient | null> {
  const { now } = asker;
  const known = await findClient(clientId);
  if (known && known.source !== "document") return known;
  if (!isDocumentAddress(clientId) || !readsClientDocuments()) return known;
  if (!known) {
    const described = await readOnce(clientId, asker);
    return { ...described, ...UNSTORED };
  }
  const isFresh = known.documentAt !== null && now.getTime() - known.documentAt.getTime() < FRESH_MS;
  if (isFresh || known.isBlocked) return known;
  try {
    const described = await readOnce(clientId, asker);
    const { name, clientUri, redirectUris } = described;
    const data = { name, clientUri, redirectUris: [...redirectUris], documentAt: now, updatedAt: now };
    await db().oAuthClient.update({ where: { clientId }, data });
    return { ...known, ...described };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    log().warn(
      { clientId, reason: error.message },
      "The document of a client cannot be read, so its stored copy counts.",
    );
    return known;
  }
}

/** Who is asked, and when. */
type Asker = Pick<Caller, "principal" | "now">;

type Kept = { description: Promise<ClientDescription>; atMs: number };

/** The page and the form that follows it read a document once together. */
async function readOnce(clientId: string, { principal, now }: Asker): Promise<ClientDescription> {
  const kept = single("client-documents", () => new BoundedMap<string, Kept>(KEPT_DOCUMENTS));
  const earlier = kept.get(clientId);
  if (earlier && now.getTime() - earlier.atMs < KEPT_MS) return earlier.description;
  // Somebody chooses the address, so it could be any site that Latchkey is to call again and again.
  await ALLOWANCES.clientDocuments.take({ person: principal.userId });
  const description = readClientDocument(clientId);
  kept.set(clientId, { description, atMs: now.getTime() });
  // A failure is not kept: the next try may succeed.
  description.catch(() => kept.delete(clientId));
  return description;
}
