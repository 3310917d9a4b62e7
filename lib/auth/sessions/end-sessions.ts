import { actorOf, recordAuditEvents } from "#lib/audit/record";
import { lockSessions } from "#lib/auth/locks";
import type { Caller } from "#lib/auth/principal";
import { requireLiveCredential } from "#lib/auth/sessions/require-live-credential";
import type { EndSessionInput } from "#lib/auth/sessions/schema";
import { db, type Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { hashToken } from "#lib/secrets/token";

/**
 * Ends a session of the caller. Its next request is refused.
 * @throws AppError NOT_FOUND when the session has ended already, and for a session of somebody else; FORBIDDEN unless
 *   a person in a session calls
 */
export async function endSession(caller: Caller, { sessionId: id }: EndSessionInput): Promise<void> {
  const { userId } = requireSession(caller);
  await db().$transaction(async (tx) => {
    const ended = await tx.$queryRaw<EndedSession[]>`
      DELETE FROM "Session" WHERE id = ${id} AND "userId" = ${userId} RETURNING id, device`;
    if (ended.length === 0) throw new AppError("NOT_FOUND", "This session has ended already.");
    await recordEnds(tx, caller, ended);
  });
}

/**
 * Ends all sessions of the caller except the one in which they ask. Their next requests are refused.
 * @throws AppError FORBIDDEN unless a person in a session calls; UNAUTHENTICATED when that session has ended
 */
export async function endOtherSessions(caller: Caller): Promise<void> {
  const { userId, sessionId } = requireSession(caller);
  await db().$transaction(async (tx) => {
    await lockSessions(tx, userId);
    // A session that has just ended must not end the one that its person keeps.
    await requireLiveCredential(tx, caller);
    const ended = await tx.$queryRaw<EndedSession[]>`
      DELETE FROM "Session" WHERE "userId" = ${userId} AND id <> ${sessionId} RETURNING id, device`;
    await recordEnds(tx, caller, ended);
  });
}

/** Ends the session with this secret, because its person signs out. Signing in and out are in no audit log. */
export async function signOut(secret: string): Promise<void> {
  await db().session.deleteMany({ where: { secretHash: hashToken(secret) } });
}

type EndedSession = { id: string; device: string };

async function recordEnds(tx: Transaction, caller: Caller, sessions: EndedSession[]): Promise<void> {
  if (sessions.length === 0) return;
  const entries = sessions.map(({ id, device: name }) => {
    const target = { type: "session", id, name } as const;
    return { action: "session.ended", target } as const;
  });
  await recordAuditEvents(tx, actorOf(caller), entries);
}

function requireSession({ principal }: Caller): { userId: string; sessionId: string } {
  if (principal.kind === "user") return principal;
  throw new AppError("FORBIDDEN", "Sessions can only be ended in the dashboard. Sign in there to do this.");
}
