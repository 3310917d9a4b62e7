import type { Prisma } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { newId } from "#lib/ids";

/** Something that somebody known asked for, and was not given. */
export type Refusal = {
  /** Where; null for a key's request that concerns no single workspace. */
  workspaceId: string | null;
  /** A person who was refused something in a workspace, or a key at the gateway; `userId` is its owner's, if it has one. */
  by: { userId: string | null; keyId: string | null };
  /** Why: a permission that is missing, or the type of the gateway's refusal. */
  reason: string;
  /** What was asked for, where it has a name, such as a tool; of several the last. */
  about: string | null;
  at: Date;
  address: string | null;
  /** The application that asked, as it names itself; of several the last. */
  originApp?: string | null;
};

/** Refusals of the same workspace, person or key, and reason. */
export type RefusalSum = Omit<Refusal, "at"> & { firstAt: Date; lastAt: Date; count: number };

type Row = Prisma.AuditEventCreateManyInput;
type RefusedKey = { id: string; name: string | null; workspaceIds: string[] };

/** What is wrong with the key itself, so that it concerns every workspace that it reaches. */
const OF_THE_KEY = new Set(["INSUFFICIENT_SCOPE", "RATE_LIMITED", "TOO_MANY_CALLS", "TOO_MANY_STREAMS"]);

/**
 * The audit events of what was refused: of a person in their workspace; of a key, as of all that happens to one
 * (`recordKeyEvent`), for its owner and for the workspaces concerned.
 */
export async function refusalRows(sums: readonly RefusalSum[]): Promise<Row[]> {
  const keys = await keysOf(sums);
  return sums.flatMap((sum) => {
    const { by, workspaceId } = sum;
    if (by.keyId === null) {
      if (workspaceId === null) return [];
      return [row(sum, workspaceId, { targetType: "workspace", targetId: workspaceId, targetName: null })];
    }
    const key = keys.get(by.keyId);
    if (!key) return [];
    const target = { targetType: "key", targetId: key.id, targetName: key.name };
    return [null, ...concerned(sum, key)].map((id) => row(sum, id, target));
  });
}

function concerned({ workspaceId, reason }: RefusalSum, key: RefusedKey): string[] {
  if (workspaceId !== null) return [workspaceId];
  return OF_THE_KEY.has(reason) || key.workspaceIds.length === 1 ? key.workspaceIds : [];
}

function row(sum: RefusalSum, workspaceId: string | null, target: Pick<Row, "targetType" | "targetId" | "targetName">) {
  const { by, reason, about, firstAt, lastAt, count, address, originApp } = sum;
  const details = { reason, about, firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() };
  const actor = { actorKind: by.keyId === null ? "user" : "key", actorId: by.userId };
  const base = { id: newId("evt"), at: lastAt, workspaceId, action: "request.refused", details, count };
  return { ...base, address, originApp, ...actor, ...target } satisfies Row;
}

/** The keys with the workspaces that they reach now, whatever policies say. */
async function keysOf(sums: readonly RefusalSum[]): Promise<Map<string, RefusedKey>> {
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
