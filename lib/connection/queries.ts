import type { Caller } from "#lib/auth/principal";
import type { Connection, ConnectionProblem, RefusalKind } from "#lib/connection/dto";
import { db, Prisma } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { networkOf } from "#lib/rate-limit/network";
import { maskOf, START_LENGTH } from "#lib/secrets/token-mask";

const KEY_COLUMNS = {
  id: true,
  name: true,
  tokenStart: true,
  tokenEnd: true,
  lastUsedAt: true,
  lastUsedClient: true,
  lastUsedVersion: true,
  lastUsedTitle: true,
  workspaces: { where: { detachedAt: null }, select: { workspace: { select: { name: true } } } },
} as const satisfies Prisma.KeySelect;

/** A stored attempt. The gateway writes only values of `RefusalKind` as its problem. */
type StoredAttempt = { at: Date; client: string | null; problem: RefusalKind; keyId: string | null };

type KeyRow = Prisma.KeyGetPayload<{ select: typeof KEY_COLUMNS }>;

/**
 * Tells whether a client has used this key since an instant. If not, it names the likely problem: a client used another
 * key of the caller, or a client from the caller's own network was refused.
 * @param since the instant; null to start waiting now
 * @throws AppError NOT_FOUND for a key of somebody else; RATE_LIMITED for a person who asks too often
 */
export async function connectionOf(
  caller: Caller,
  keyId: string,
  since: Date | null,
): Promise<Omit<Connection, "tools">> {
  await ALLOWANCES.connectionChecks.take({ person: caller.principal.userId });
  const key = await db().key.findFirst({ where: { id: keyId, ...ownedBy(caller) }, select: KEY_COLUMNS });
  if (!key) throw notFound("key");
  const nothing = { now: caller.now, connected: null, problem: null };
  if (!since) return nothing;
  const { lastUsedAt: at, lastUsedClient: client, lastUsedVersion: version, lastUsedTitle: title } = key;
  if (at && at >= since) return { ...nothing, connected: { client, version, title, at } };
  return {
    ...nothing,
    problem: (await findRefusedAttempt(caller, key, since)) ?? (await findUseOfOtherKey(caller, keyId, since)),
  };
}

/** Selects a person's own keys, and the service keys of the workspaces that they administer. */
function ownedBy(caller: Caller): Prisma.KeyWhereInput {
  const { userId } = caller.principal;
  const administered: Prisma.WorkspaceWhereInput = {
    memberships: { some: { userId, role: { in: ["owner", "admin"] } } },
  };
  return { OR: [{ userId }, { serviceWorkspace: administered }] };
}

/**
 * Finds the newest refused attempt that concerns the caller. It used this key or another key of the caller, or sent text
 * that begins like one of them, whatever its prefix. Persons of several tenants can share a network, so an attempt
 * without any key from the caller's network counts only while everybody here shares a workspace with the caller.
 */
async function findRefusedAttempt(caller: Caller, key: KeyRow, since: Date): Promise<ConnectionProblem | null> {
  const { userId } = caller.principal;
  const [attempt] = await db().$queryRaw<StoredAttempt[]>`
    SELECT at, client, problem, "keyId" FROM "RefusedAttempt"
    WHERE at >= ${since} AND (
      "keyId" = ${key.id}
      OR "keyId" IN (SELECT id FROM "Key" WHERE "userId" = ${userId})
      OR ("keyId" IS NULL AND right("tokenStart", ${START_LENGTH}) IN (
        SELECT right("tokenStart", ${START_LENGTH}) FROM "Key" WHERE id = ${key.id} OR "userId" = ${userId}))
      OR ("keyId" IS NULL AND "tokenStart" IS NULL AND address = ${networkOf(caller.address ?? "unknown")}
        AND NOT EXISTS (${strangersTo(userId)})))
    ORDER BY at DESC LIMIT 1`;
  if (!attempt) return null;
  const { at, client, problem, keyId } = attempt;
  const other = keyId && keyId !== key.id ? await findKey(keyId) : null;
  return { kind: problem, at, client, otherKey: other && describeKey(other) };
}

/** Selects everybody who shares no workspace with a person. */
function strangersTo(userId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT FROM "User" other WHERE other.id <> ${userId} AND NOT EXISTS (
      SELECT FROM "Membership" theirs JOIN "Membership" own USING ("workspaceId")
      WHERE theirs."userId" = other.id AND own."userId" = ${userId})`;
}

/** Finds the newest use of another key of the caller from the caller's address. */
async function findUseOfOtherKey(caller: Caller, keyId: string, since: Date): Promise<ConnectionProblem | null> {
  const { userId } = caller.principal;
  const other = await db().key.findFirst({
    where: { userId, id: { not: keyId }, lastUsedAt: { gte: since }, lastUsedAddress: caller.address },
    select: KEY_COLUMNS,
    orderBy: { lastUsedAt: "desc" },
  });
  if (!other?.lastUsedAt) return null;
  return { kind: "other_key", at: other.lastUsedAt, client: other.lastUsedClient, otherKey: describeKey(other) };
}

function findKey(id: string): Promise<KeyRow | null> {
  return db().key.findUnique({ where: { id }, select: KEY_COLUMNS });
}

function describeKey(key: KeyRow): ConnectionProblem["otherKey"] {
  return { name: key.name, mask: maskOf(key), workspaces: key.workspaces.map(({ workspace }) => workspace.name) };
}
