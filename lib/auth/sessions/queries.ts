import type { Caller, Principal } from "#lib/auth/principal";
import type { SessionView } from "#lib/auth/sessions/dto";
import { MINUTE_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { hashToken } from "#lib/secrets/token";

/** A session that is valid now, and its person. */
export type CurrentSession = { user: CurrentUser; principal: SessionPrincipal };

type SessionPrincipal = Extract<Principal, { kind: "user" }> & { credentialVersion: number };

export type CurrentUser = {
  id: string;
  name: string;
  email: string;
  hasPassword: boolean;
  /** The email that their provider confirmed when this session began; null after a sign-in with a password. */
  confirmedEmail: string | null;
};

/** A request is noted as the last one of its session at most once in this time. */
const NOTED_EVERY_MS = 5 * MINUTE_MS;

type Row = CurrentUser & { sessionId: string; createdAt: Date; lastSeenAt: Date; credentialVersion: number };

/** Both tables decide: the session may have ended, and the credential may have changed since the sign-in. */
const LOOKUP = {
  name: "look-up-session",
  text: `
    SELECT s.id AS "sessionId", s."createdAt", s."lastSeenAt", s."credentialVersion",
           u.id, u.name, u.email, u."passwordHash" IS NOT NULL AS "hasPassword", s."confirmedEmail"
      FROM "Session" s JOIN "User" u ON u.id = s."userId" AND u."credentialVersion" = s."credentialVersion"
     WHERE s."secretHash" = $1 AND s."expiresAt" > $2 AND u."disabledAt" IS NULL`,
};

/**
 * Reads a session and its person, and notes the request as the last one of the session.
 * @param secret the secret in the cookie
 * @param address the address of the request; undefined leaves the session as it is
 * @returns null when the session has ended, the account is disabled, or the password has changed since the sign-in
 */
export async function readSession(secret: string, now: Date, address?: string | null): Promise<CurrentSession | null> {
  const { rows } = await pool().query<Row>({ ...LOOKUP, values: [hashToken(secret), now] });
  const [row] = rows;
  if (!row) return null;
  const { sessionId, createdAt, lastSeenAt, credentialVersion, ...user } = row;
  if (address !== undefined && now.getTime() - lastSeenAt.getTime() >= NOTED_EVERY_MS)
    await noteRequest(sessionId, now, address);
  const principal = {
    kind: "user",
    userId: user.id,
    sessionId,
    authenticatedAt: createdAt,
    credentialVersion,
  } as const;
  return { user, principal };
}

async function noteRequest(id: string, now: Date, address: string | null): Promise<void> {
  await pool().query({
    name: "note-request-of-session",
    text: 'UPDATE "Session" SET "lastSeenAt" = $2, "address" = $3 WHERE "id" = $1',
    values: [id, now, address],
  });
}

/** Lists the caller's sessions that are valid now. The current one comes first, then the one that was seen last. */
export async function listSessions(caller: Caller): Promise<SessionView[]> {
  const { principal, now } = caller;
  const current = principal.kind === "user" ? principal.sessionId : "";
  const { rows } = await pool().query<SessionView>({
    name: "list-sessions",
    text: `
      SELECT s.id, s.device, s.address, s."createdAt" AS "signedInAt", s."lastSeenAt", s.id = $3 AS "isCurrent"
        FROM "Session" s JOIN "User" u ON u.id = s."userId" AND u."credentialVersion" = s."credentialVersion"
       WHERE s."userId" = $1 AND s."expiresAt" > $2
       ORDER BY "isCurrent" DESC, s."lastSeenAt" DESC, s.id DESC`,
    values: [principal.userId, now, current],
  });
  return rows;
}
