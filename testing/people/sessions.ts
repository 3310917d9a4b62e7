import type { Caller } from "#lib/auth/principal";
import { beginSession } from "#lib/auth/sessions/begin-session";
import { readSession } from "#lib/auth/sessions/queries";
import { db } from "#lib/db/client";
import { NOW, type TestUser } from "#testing/people/factories";

export const DEVICE = "Chrome on Linux";

/** A session of somebody: the secret in their cookie, and the caller that the session makes of them. */
export type TestSession = { id: string; secret: string; caller: Caller };

/**
 * Begins a session for somebody whose credential was verified just now, as a sign-in does.
 * @param confirmedEmail the email that a provider has confirmed at this sign-in
 */
export async function makeSession(
  user: TestUser,
  now = NOW,
  device = DEVICE,
  confirmedEmail: string | null = null,
): Promise<TestSession> {
  const { credentialVersion } = await db().user.findUniqueOrThrow({ where: { id: user.id } });
  const address = "127.0.0.1";
  const secret = await beginSession({ id: user.id, credentialVersion, confirmedEmail }, { address, device }, now);
  const session = await readSession(secret, now);
  if (!session) throw new Error("The session is not valid.");
  const { principal } = session;
  return { id: principal.sessionId, secret, caller: { principal, now, address } };
}
