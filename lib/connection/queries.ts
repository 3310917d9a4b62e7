import type { Caller } from "#lib/auth/principal";
import type { Connection, ConnectionProblem, RefusalKind } from "#lib/connection/dto";
import { db, type Prisma } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { networkOf } from "#lib/rate-limit/network";
import { maskOf } from "#lib/secrets/token-mask";

const KEY_COLUMNS = {
  id: true,
  name: true,
  tokenStart: true,
  tokenEnd: true,
  lastUsedAt: true,
  lastUsedClient: true,
  lastUsedVersion: true,
  workspaces: { where: { detachedAt: null }, select: { workspace: { select: { name: true } } } },
} as const satisfies Prisma.KeySelect;

/** What the gateway noted: `problem` was written as one of these. */
type Attempt = { at: Date; client: string | null; problem: RefusalKind; keyId: string | null };

type KeyRow = Prisma.KeyGetPayload<{ select: typeof KEY_COLUMNS }>;

/**
 * Whether a client has come with this key since an instant, and if not, what else has come: one with another key of
 * the caller, or one from the caller's own network that was refused.
 * @param since the instant, or null to wait from now on
 * @throws AppError NOT_FOUND for a key of somebody else
 */
export async function connectionOf(
  caller: Caller,
  keyId: string,
  since: Date | null,
): Promise<Omit<Connection, "tools">> {
  const key = await db().key.findFirst({ where: { id: keyId, ...ownedBy(caller) }, select: KEY_COLUMNS });
  if (!key) throw notFound("key");
  const nothing = { now: caller.now, connected: null, problem: null };
  if (!since) return nothing;
  const { lastUsedAt: at, lastUsedClient: client, lastUsedVersion: version } = key;
  if (at && at >= since) return { ...nothing, connected: { client, version, at } };
  return { ...nothing, problem: (await refused(caller, key, since)) ?? (await otherKeyUsed(caller, keyId, since)) };
}

/** A person's own keys, and the service keys of the workspaces that they administer. */
function ownedBy(caller: Caller): Prisma.KeyWhereInput {
  const { userId } = caller.principal;
  const administered: Prisma.WorkspaceWhereInput = {
    memberships: { some: { userId, role: { in: ["owner", "admin"] } } },
  };
  return { OR: [{ userId }, { serviceWorkspace: administered }] };
}

/**
 * The newest attempt that can only have been with this key or another of the caller's, or that came from the caller's
 * own network without saying whose it was.
 */
async function refused(caller: Caller, key: KeyRow, since: Date): Promise<ConnectionProblem | null> {
  const [attempt] = await db().$queryRaw<Attempt[]>`
    SELECT at, client, problem, "keyId" FROM "RefusedAttempt"
    WHERE at >= ${since} AND (
      "keyId" = ${key.id}
      OR "keyId" IN (SELECT id FROM "Key" WHERE "userId" = ${caller.principal.userId})
      OR ("keyId" IS NULL AND "tokenStart" = ${key.tokenStart})
      OR ("keyId" IS NULL AND "tokenStart" IS NULL AND address = ${networkOf(caller.address ?? "unknown")}))
    ORDER BY at DESC LIMIT 1`;
  if (!attempt) return null;
  const { at, client, problem, keyId } = attempt;
  const other = keyId && keyId !== key.id ? await findKey(keyId) : null;
  return { kind: problem, at, client, otherKey: other && described(other) };
}

async function otherKeyUsed(caller: Caller, keyId: string, since: Date): Promise<ConnectionProblem | null> {
  const { userId } = caller.principal;
  const other = await db().key.findFirst({
    where: { userId, id: { not: keyId }, lastUsedAt: { gte: since }, lastUsedAddress: caller.address },
    select: KEY_COLUMNS,
    orderBy: { lastUsedAt: "desc" },
  });
  if (!other?.lastUsedAt) return null;
  return { kind: "other_key", at: other.lastUsedAt, client: other.lastUsedClient, otherKey: described(other) };
}

function findKey(id: string): Promise<KeyRow | null> {
  return db().key.findUnique({ where: { id }, select: KEY_COLUMNS });
}

function described(key: KeyRow): ConnectionProblem["otherKey"] {
  return { name: key.name, mask: maskOf(key), workspaces: key.workspaces.map(({ workspace }) => workspace.name) };
}
