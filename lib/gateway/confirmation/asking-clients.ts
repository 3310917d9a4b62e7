import { hash } from "node:crypto";
import { db } from "#lib/db/client";
import { canShowForms } from "#lib/gateway/confirmation/elicitation";
import type { McpRequest } from "#lib/gateway/request";
import { clientIdentity, type Requester } from "#lib/gateway/requester";
import { log } from "#lib/log";

/** Of one key. Beyond these the one that connected longest ago is forgotten. */
const KEPT_MAX = 50;

type Introduction = Pick<McpRequest, "requester" | "params" | "now">;

/**
 * Keeps what a client of the 2025 revisions says in `initialize` alone: whether it can ask its person. In the database,
 * since its next request may reach another process, or this one after a restart.
 */
export async function noteAbilityToAsk({ requester, params, now }: Introduction): Promise<void> {
  const { keyId } = requester;
  const name = { keyId, identity: identityOf(requester) };
  try {
    if (!canShowForms(params.capabilities)) {
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
    // It connects all the same, and is then taken for one that cannot ask.
    log().warn({ error }, "Whether a client can ask its person could not be kept.");
  }
}

/** Whether a client of the 2025 revisions has said that it can ask its person; no when nobody can tell. */
export async function canAsk(requester: Requester): Promise<boolean> {
  const name = { keyId: requester.keyId, identity: identityOf(requester) };
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
