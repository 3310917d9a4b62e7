import type { Principal } from "#lib/auth/principal";
import { db } from "#lib/db/client";

/** The contents of the signed session cookie. They are valid only if the row of the user agrees. */
export type SessionClaims = { userId: string; sessionId: string; signedInAt: Date };

export type CurrentUser = { id: string; name: string; email: string; hasPassword: boolean };

/**
 * Reads the user of a session.
 * @returns null when the account does not exist or is disabled, or when a change of the password ended the session
 */
export async function userOfSession(claims: SessionClaims): Promise<CurrentUser | null> {
  const user = await db().user.findFirst({
    where: {
      id: claims.userId,
      disabledAt: null,
      OR: [{ sessionsValidFrom: { lte: claims.signedInAt } }, { keptSessionId: claims.sessionId }],
    },
    select: { id: true, name: true, email: true, passwordHash: true },
  });
  if (!user) return null;
  return { id: user.id, name: user.name, email: user.email, hasPassword: user.passwordHash !== null };
}

/** Returns the principal of a session that `userOfSession` accepted. */
export function principalOf(claims: SessionClaims): Principal {
  return { kind: "user", userId: claims.userId, sessionId: claims.sessionId, authenticatedAt: claims.signedInAt };
}
