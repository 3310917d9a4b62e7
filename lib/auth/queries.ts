import type { Principal } from "#lib/auth/principal";
import { db } from "#lib/db/client";

/** What the signed session cookie says; believed only as far as the user row agrees. */
export type SessionClaims = { userId: string; sessionId: string; signedInAt: Date };

export type CurrentUser = { id: string; name: string; email: string; hasPassword: boolean };

/**
 * Checks a session against its user.
 * @returns null when the account is gone or disabled, or the session was ended by a change of the password
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

/** The principal of a session that `userOfSession` accepted. */
export function principalOf(claims: SessionClaims): Principal {
  return { kind: "user", userId: claims.userId, sessionId: claims.sessionId, authenticatedAt: claims.signedInAt };
}

/** The providers that a user has connected, by their ids. */
export async function connectedProviders(userId: string): Promise<string[]> {
  const accounts = await db().account.findMany({
    where: { userId },
    select: { provider: true },
    distinct: ["provider"],
  });
  return accounts.map(({ provider }) => provider);
}

/** Whether the installation has been set up. */
export async function hasAnyUser(): Promise<boolean> {
  return (await db().user.findFirst({ select: { id: true } })) !== null;
}
