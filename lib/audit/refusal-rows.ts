import type { Prisma } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { newId } from "#lib/ids";

/** A request that was refused to a known person or key. */
export type Refusal = {
  /** The workspace; null for a request of a key that concerns no single workspace. */
  workspaceId: string | null;
  /** The person, or the key at the gateway. For a key, `userId` is its owner; null for a service key. */
  by: { userId: string | null; keyId: string | null };
  /** The missing permission, or the error type of the gateway. */
  reason: string;
  /** The name of what was requested, such as a tool; null when it has none. The last one when there are several. */
  about: string | null;
  at: Date;
  address: string | null;
  /** The name of the application, as it states it. The last one when there are several. */
  originApp?: string | null;
};

/** The number of refusals with the same workspace, the same person or key, and the same reason. */
export type RefusalSum = Omit<Refusal, "at"> & { firstAt: Date; lastAt: Date; count: number };

type Row = Prisma.AuditEventCreateManyInput;
type RefusedKey = { id: string; name: string | null; workspaceIds: string[] };

/** Reasons that lie in the key itself. They concern every workspace that the key reaches. */
const KEY_REASONS = new Set(["INSUFFICIENT_SCOPE", "RATE_LIMITED", "TOO_MANY_CALLS", "TOO_MANY_STREAMS"]);

/**
 * Makes the rows of audit events from refusals. A refused person has one row in the workspace. A refused key has one
 * row for its owner and one in each workspace that it concerns, like every event of a key (see `recordKeyEvents`).
 */
export async function refusalRows(sums: readonly RefusalSum[]): Promise<Row[]> {
  const keys = await readKeys(sums);
  return sums.flatMap((sum) => {
    const { by, workspaceId } = sum;
    if (by.keyId === null) {
      if (workspaceId === null) return [];
      return [makeRow(sum, workspaceId, { targetType: "workspace", targetId: workspaceId, targetName: null })];
    }
    const key = keys.get(by.keyId);
    if (!key) return [];
    const target = { targetType: "key", targetId: key.id, targetName: key.name };
    return [null, ...concernedWorkspaces(sum, key)].map((id) => makeRow(sum, id, target));
  });
}

function concernedWorkspaces({ workspaceId, reason }: RefusalSum, key: RefusedKey): string[] {
  if (workspaceId !== null) return [workspaceId];
  return KEY_REASONS.has(reason) || key.workspaceIds.length === 1 ? key.workspaceIds : [];
}

function makeRow(
  sum: RefusalSum,
  workspaceId: string | null,
  target: Pick<Row, "targetType" | "targetId" | "targetName">,
) {
  const { by, reason, about, firstAt, lastAt, count, address, originApp } = sum;
  const details = { reason, about, firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() };
  const actor = { actorKind: by.keyId === null ? "user" : "key", actorId: by.userId };
  const base = { id: newId("evt"), at: lastAt, workspaceId, action: "request.refused", details, count };
  return { ...base, address, originApp, ...actor, ...target } satisfies Row;
}

/** Reads the refused keys with the workspaces that they reach now. Policies are not applied. */
async function readKeys(sums: readonly RefusalSum[]): Promise<Map<string, RefusedKey>> {
  const ids = new Set(sums.flatMap(({ by }) => by.keyId ?? []));
  if (ids.size === 0) return new Map();
  const { rows } = await pool().query<RefusedKey>(
    `SELECT key."id", key."name", ARRAY(
       SELECT link."workspaceId" FROM "KeyWorkspace" link
        WHERE link."keyId" = key."id" AND link."detachedAt" IS NULL
          AND (link."workspaceId" = key."serviceWorkspaceId" OR EXISTS (
            SELECT FROM "Membership" membership
             WHERE membership."workspaceId" = link."workspaceId" AND membership."userId" = key."userId"))
     ) AS "workspaceIds" FROM "Key" key WHERE key."id" = ANY($1)`,
    [[...ids]],
  );
  return new Map(rows.map((key) => [key.id, key]));
}
