import { setImmediate as nextTurn } from "node:timers/promises";
import type { Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { currentBlocks } from "#lib/keys/policy/current-blocks";
import { previewInTurn } from "#lib/keys/policy/preview-in-turn";
import type { AffectedKeys, Policy, PolicyEffectView } from "#lib/policy/dto";
import { isWithin } from "#lib/policy/networks";
import { readPolicy } from "#lib/policy/queries";
import type { PreviewPolicyInput } from "#lib/policy/schema";
import { maskOf } from "#lib/secrets/token-mask";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/**
 * How many of the newest keys are checked: more than a workspace should have, and few enough to check while a person
 * types.
 */
const CHECKED_KEYS_MAX = 20_000;
const CHECKED_AT_ONCE = 1_000;
/** How many of the affected keys are named; all of them are counted. */
const NAMED_MAX = 10;

/**
 * Finds out which keys a policy would block, and which it would no longer block, by the rule of the gateway.
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member; FORBIDDEN for members who are not
 *   admins; RATE_LIMITED or UNAVAILABLE when too many previews wait
 */
export async function previewPolicy(caller: Caller, input: PreviewPolicyInput): Promise<PolicyEffectView> {
  const { id } = await authorizeWorkspace(caller, input.workspace, "policy:manage");
  return previewInTurn(caller, () => effectOf(caller, input, id));
}

async function effectOf(caller: Caller, input: PreviewPolicyInput, workspaceId: string): Promise<PolicyEffectView> {
  const [current, rows] = await Promise.all([readPolicy(db(), workspaceId), usableKeys(workspaceId, caller.now)]);
  const checked = rows.slice(0, CHECKED_KEYS_MAX);
  const blocked: string[] = [];
  const unblocked: string[] = [];
  for (const [index, row] of checked.entries()) {
    // All keys together take longer than a request should keep others waiting.
    if (index % CHECKED_AT_ONCE === CHECKED_AT_ONCE - 1) await nextTurn();
    const wasBlocked = isBlockedBy(current, row);
    if (wasBlocked === isBlockedBy(input, row)) continue;
    (wasBlocked ? unblocked : blocked).push(row.id);
  }
  const { address } = caller;
  const isShutOut = address !== null && input.networks.length > 0 && !isWithin(address, input.networks);
  return {
    blocked: await describeKeys(blocked),
    unblocked: await describeKeys(unblocked),
    isComplete: rows.length <= CHECKED_KEYS_MAX,
    shutOutAddress: isShutOut ? address : null,
  };
}

type KeyRow = Parameters<typeof currentBlocks>[2] & { id: string; role: Role | "service" };

function isBlockedBy(policy: Policy, row: KeyRow): boolean {
  return currentBlocks(policy, row.role, row).length > 0;
}

/** The usable keys of a workspace, with the columns that a policy checks. Prisma takes too long for 20,000 rows. */
async function usableKeys(workspaceId: string, now: Date): Promise<KeyRow[]> {
  const { rows } = await pool().query<KeyRow>(
    `SELECT k."id", k."scopes", k."createdAt", k."expiresAt", k."lastUsedAddress",
            CASE WHEN c."id" IS NOT NULL
                 THEN json_build_object('source', c."source", 'clientId', c."clientId") END AS "oauthClient",
            coalesce(m."role"::text, 'service') AS "role"
       FROM "KeyWorkspace" kw
       JOIN "Key" k ON k."id" = kw."keyId"
       LEFT JOIN "User" u ON u."id" = k."userId"
       LEFT JOIN "OAuthClient" c ON c."id" = k."oauthClientId"
       LEFT JOIN "Membership" m ON m."userId" = k."userId" AND m."workspaceId" = kw."workspaceId"
      WHERE kw."workspaceId" = $1 AND kw."detachedAt" IS NULL
        AND k."revokedAt" IS NULL AND (k."expiresAt" IS NULL OR k."expiresAt" > $2)
        AND (k."serviceWorkspaceId" = kw."workspaceId" OR (m."userId" IS NOT NULL AND u."disabledAt" IS NULL))
      ORDER BY k."createdAt" DESC, k."id" DESC
      LIMIT ${CHECKED_KEYS_MAX + 1}`,
    [workspaceId, now],
  );
  return rows;
}

async function describeKeys(ids: readonly string[]): Promise<AffectedKeys> {
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
