import { randomBytes } from "node:crypto";
import { lockSessions } from "#lib/auth/locks";
import type { VerifiedUser } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { hashToken } from "#lib/secrets/token";

/** A session ends this long after the sign-in, whatever happens. */
export const SESSION_DAYS = 30;
/** The most sessions of one person. When one more begins, the one that was seen longest ago ends. */
export const SESSIONS_MAX = 100;

const SECRET_BYTES = 32;

/** Somebody who signs in. */
export type SigningIn = VerifiedUser & {
  /** The email that their provider confirmed just now, in lower case; null after a sign-in with a password. */
  confirmedEmail?: string | null;
};

/** Where a person signs in. */
export type Visitor = { address: string; device: string };

/**
 * Begins a session. It is bound to the version of the credential that was verified. When the password has changed since
 * then, nobody can use the session.
 * @param replacedSecret the secret of the session that this browser had; that session ends, because its cookie is lost
 * @returns the secret of the session, for the cookie. Only its hash is stored.
 */
export async function beginSession(
  { id: userId, credentialVersion, confirmedEmail = null }: SigningIn,
  { address, device }: Visitor,
  now: Date,
  replacedSecret: string | null = null,
): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const times = { createdAt: now, lastSeenAt: now, expiresAt: addDays(now, SESSION_DAYS) };
  const person = { userId, credentialVersion, confirmedEmail };
  const session = { id: newId("ses"), secretHash: hashToken(secret), ...person, device, address };
  await db().$transaction(async (tx) => {
    // Two sign-ins at the same time wait for each other, so that each counts the session of the other one.
    await lockSessions(tx, userId);
    if (replacedSecret) await tx.session.deleteMany({ where: { secretHash: hashToken(replacedSecret) } });
    const beyond = await tx.session.findMany({
      where: { userId },
      orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
      skip: SESSIONS_MAX - 1,
      select: { id: true },
    });
    await tx.session.deleteMany({ where: { id: { in: beyond.map(({ id }) => id) } } });
    await tx.session.create({ data: { ...session, ...times } });
  });
  return secret;
}
