import { hash } from "node:crypto";
import { db } from "#lib/db/client";
import { canShowForms } from "#lib/gateway/confirmation/elicitation";
import { clientIdentity, type Requester } from "#lib/gateway/request/requester";
import { log } from "#lib/log";

/** The number of clients that are kept for one key. Above it the client that connected longest ago is forgotten. */
const KEPT_MAX = 50;

/**
 * Records whether a client of the 2025 revisions can ask its person, which it says only in `initialize`. The database
 * keeps it, because the next request may reach another process, or this process after a restart. Never rejects.
 * @param capabilities of the client, as `initialize` has them
 */
export async function noteAbilityToAsk(requester: Requester, capabilities: unknown, now: Date): Promise<void> {
  const { keyId } = requester.access;
  const name = { keyId, identity: identityOf(requester) };
  try {
    if (!canShowForms(capabilities)) {
      await db().askingClient.deleteMany({ where: name });
      return;
    }
    const seen = { seenAt: now };
    await db().askingClient.upsert({ where: { keyId_identity: name }, create: { ...name, ...seen }, update: seen });
    const tooMany = {
      where: { keyId },
      orderBy: { seenAt: "desc" },
      skip: KEPT_MAX,
      select: { identity: true },
    } as const;
    const forgotten = (await db().askingClient.findMany(tooMany)).map(({ identity }) => identity);
    if (forgotten.length > 0) await db().askingClient.deleteMany({ where: { keyId, identity: { in: forgotten } } });
  } catch (error) {
    // The client can connect, and counts as one that cannot ask.
    log().warn({ error }, "Whether a client can ask its person could not be kept.");
  }
}

/** Whether a client of the 2025 revisions has said that it can ask its person. False when the database is away. */
export async function canAsk(requester: Requester): Promise<boolean> {
  const name = { keyId: requester.access.keyId, identity: identityOf(requester) };
  try {
    return (await db().askingClient.count({ where: name })) > 0;
  } catch (error) {
    log().warn({ error }, "Whether a client can ask its person could not be read.");
    return false;
  }
}

function identityOf(requester: Requester): string {
  return hash("sha256", clientIdentity(requester));
}
