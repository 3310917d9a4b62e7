import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import { getKey } from "#lib/keys/lists/get-key";
import { getWorkspaceKey } from "#lib/keys/lists/workspace-keys";
import { type RefusedAttempts, ROWS_PER_KEY } from "#lib/keys/refusals/dto";
import { readOwnKey } from "#lib/keys/view/read-own-key";
import { maskOf } from "#lib/secrets/token-mask";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

type Row = Omit<RefusedAttempts, "oldToken"> & { isOld: boolean; tokenStart: string; tokenEnd: string };

/**
 * Lists the latest refused attempts to use a key, the newest first, also after it has ended. Attempts with the tokens
 * that this one replaced are among them, because a client that was forgotten at a rotation sends these.
 *
 * The owner sees all of them, as do the admins of the workspace that owns a service key. The admins of another workspace
 * see those that it refused, and those that concern the key as a whole while the key reaches it.
 * @param workspace the id or slug of the workspace in which the caller opened the key
 * @throws AppError as `getKey`
 */
export async function listRefusedAttempts(
  caller: Caller,
  workspace: string,
  keyId: string,
): Promise<RefusedAttempts[]> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "keys:create");
  const { seenBy } = await getKey(caller, workspaceId, keyId);
  return readAttempts(keyId, seenBy === "admin" ? concerning(workspaceId) : ALL);
}

/**
 * Lists the same for the owner of the key, who needs no workspace for it.
 * @throws AppError NOT_FOUND for a key of somebody else
 */
export async function listOwnRefusedAttempts(caller: Caller, keyId: string): Promise<RefusedAttempts[]> {
  const { id } = await readOwnKey(caller, keyId);
  return readAttempts(id, ALL);
}

/**
 * Lists the same for the admins of a workspace. An own key is shown like any other key that reaches the workspace.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND, also for a key that does not reach the workspace; FORBIDDEN
 */
export async function listWorkspaceRefusedAttempts(
  caller: Caller,
  workspace: string,
  keyId: string,
): Promise<RefusedAttempts[]> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  const { owner } = await getWorkspaceKey(caller, workspaceId, keyId);
  return readAttempts(keyId, owner ? concerning(workspaceId) : ALL);
}

const ALL = Prisma.sql`TRUE`;

async function readAttempts(keyId: string, visible: Prisma.Sql): Promise<RefusedAttempts[]> {
  const rows = await db().$queryRaw<Row[]>`
    SELECT refusal."reason", refusal."client", refusal."address", refusal."count", refusal."firstAt",
           refusal."lastAt", workspace."name" AS "workspaceName", used."tokenStart", used."tokenEnd",
           used."id" <> own."id" AS "isOld"
      FROM "Key" own
      JOIN "Key" used ON used."familyId" = own."familyId" AND used."createdAt" <= own."createdAt"
      JOIN "KeyRefusal" refusal ON refusal."keyId" = used."id"
      LEFT JOIN "Workspace" workspace ON workspace."id" = refusal."workspaceId"
     WHERE own."id" = ${keyId} AND ${visible}
     ORDER BY refusal."lastAt" DESC, refusal."id" LIMIT ${ROWS_PER_KEY}`;
  return rows.map(({ isOld, tokenStart, tokenEnd, ...row }) => ({
    ...row,
    oldToken: isOld ? maskOf({ tokenStart, tokenEnd }) : null,
  }));
}

/** What an admin of one workspace sees. A policy of another one may be meant when no workspace is named. */
function concerning(workspaceId: string): Prisma.Sql {
  return Prisma.sql`(
    refusal."workspaceId" = ${workspaceId}
    OR (refusal."workspaceId" IS NULL AND refusal."reason" NOT IN ('network', 'policy')
      AND EXISTS (SELECT FROM "KeyWorkspace" link
                   WHERE link."keyId" = used."id" AND link."workspaceId" = ${workspaceId} AND link."detachedAt" IS NULL)))`;
}
