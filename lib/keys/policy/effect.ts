import type { Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { currentBlocks } from "#lib/keys/policy/current-blocks";
import type { AffectedKeys, Policy, PolicyEffectView } from "#lib/policy/dto";
import { isWithin } from "#lib/policy/networks";
import { readPolicy } from "#lib/policy/queries";
import type { PreviewPolicyInput } from "#lib/policy/schema";
import { maskOf } from "#lib/secrets/token-mask";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** Of the newest keys: more than a workspace is expected to have, and few enough to be judged while somebody types. */
const KEYS_LOOKED_AT = 20_000;
const NAMED_MAX = 10;

/**
 * Which keys a policy would block or let in again, by the verdict that the gateway asks for.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function previewPolicy(caller: Caller, input: PreviewPolicyInput): Promise<PolicyEffectView> {
  const { id: workspaceId } = await authorizeWorkspace(caller, input.workspace, "policy:manage");
  const [current, rows] = await Promise.all([readPolicy(db(), workspaceId), usableKeys(workspaceId, caller.now)]);
  const looked = rows.slice(0, KEYS_LOOKED_AT);
  const blocked: string[] = [];
  const letIn: string[] = [];
  for (const row of looked) {
    const isBlocked = isOutside(current, row);
    if (isBlocked === isOutside(input, row)) continue;
    (isBlocked ? letIn : blocked).push(row.id);
  }
  const { address } = caller;
  const isShutOut = address !== null && input.networks.length > 0 && !isWithin(address, input.networks);
  return {
    blocked: await described(blocked),
    letIn: await described(letIn),
    isComplete: rows.length <= KEYS_LOOKED_AT,
    shutOutAddress: isShutOut ? address : null,
  };
}

type KeyRow = Parameters<typeof currentBlocks>[2] & { id: string; role: Role | "service" };

function isOutside(policy: Policy, row: KeyRow): boolean {
  return currentBlocks(policy, row.role, row).length > 0;
}

/** Those that would be accepted at `now`, with what a policy looks at. Straight from the driver, for there are many. */
async function usableKeys(workspaceId: string, now: Date): Promise<KeyRow[]> {
  const { rows } = await pool().query<KeyRow>(
    `SELECT k."id", k."scopes", k."createdAt", k."expiresAt", k."lastUsedAddress",
            coalesce(m."role"::text, 'service') AS "role"
       FROM "KeyWorkspace" kw
       JOIN "Key" k ON k."id" = kw."keyId"
       LEFT JOIN "User" u ON u."id" = k."userId"
       LEFT JOIN "Membership" m ON m."userId" = k."userId" AND m."workspaceId" = kw."workspaceId"
      WHERE kw."workspaceId" = $1 AND kw."detachedAt" IS NULL
        AND k."revokedAt" IS NULL AND (k."expiresAt" IS NULL OR k."expiresAt" > $2)
        AND (k."serviceWorkspaceId" = kw."workspaceId" OR (m."userId" IS NOT NULL AND u."disabledAt" IS NULL))
      ORDER BY k."createdAt" DESC, k."id" DESC
      LIMIT ${KEYS_LOOKED_AT + 1}`,
    [workspaceId, now],
  );
  return rows;
}

async function described(ids: readonly string[]): Promise<AffectedKeys> {
  if (ids.length === 0) return { count: 0, named: [] };
  const rows = await db().key.findMany({
    where: { id: { in: ids.slice(0, NAMED_MAX) } },
    select: { id: true, name: true, tokenStart: true, tokenEnd: true, user: { select: { name: true } } },
    orderBy: [{ createdAt: Prisma.SortOrder.desc }, { id: Prisma.SortOrder.desc }],
  });
  const named = rows.map((row) => ({
    id: row.id,
    name: row.name,
    mask: maskOf(row),
    ownerName: row.user?.name ?? null,
  }));
  return { count: ids.length, named };
}
