import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";

/** What the client that used the caller's own keys last calls itself; null when none has. */
export async function lastClient(caller: Caller): Promise<string | null> {
  const key = await db().key.findFirst({
    where: { userId: caller.principal.userId, lastUsedClient: { not: null } },
    orderBy: { lastUsedAt: "desc" },
    select: { lastUsedClient: true },
  });
  return key?.lastUsedClient ?? null;
}
