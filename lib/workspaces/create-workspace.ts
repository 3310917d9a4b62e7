import { recordAudit } from "#lib/audit/record";
import { lockPerson } from "#lib/auth/locks";
import type { Caller } from "#lib/auth/principal";
import { requireLiveCredential } from "#lib/auth/sessions/require-live-credential";
import { db, isUniqueViolation, type Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import type { WorkspaceView } from "#lib/workspaces/dto";
import { randomSlugOf } from "#lib/workspaces/slug";

const SLUG_ATTEMPTS_MAX = 5;

/** The most workspaces that one person may own. */
export const OWNED_WORKSPACES_MAX = 50;

/**
 * Creates a workspace that the caller owns. Its slug comes from the name, and stays when the name changes.
 * @throws AppError RATE_LIMITED after too many new workspaces; CONFLICT when the caller owns `OWNED_WORKSPACES_MAX`;
 *   UNAUTHENTICATED when the session has ended
 */
export async function createWorkspace(caller: Caller, input: { name: string }): Promise<WorkspaceView> {
  await ALLOWANCES.newWorkspaces.take({ person: caller.principal.userId });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db().$transaction(async (transaction) => {
        await requireOwnedLimit(transaction, caller);
        return insertWorkspace(transaction, caller, input.name, randomSlugOf(input.name));
      });
    } catch (error) {
      // The random part of the slug has more than half a million values. Another one is free.
      if (!isUniqueViolation(error) || attempt === SLUG_ATTEMPTS_MAX) throw error;
    }
  }
}

/**
 * @throws AppError CONFLICT when the person owns `OWNED_WORKSPACES_MAX` workspaces; NOT_FOUND for a disabled account;
 *   UNAUTHENTICATED when the session has ended
 */
async function requireOwnedLimit(transaction: Transaction, caller: Caller): Promise<void> {
  const { userId } = caller.principal;
  // The lock makes two creations at the same time wait for each other, so that each counts the other one.
  await lockPerson(transaction, userId);
  await requireLiveCredential(transaction, caller);
  const owned = await transaction.membership.count({ where: { userId, role: "owner" } });
  if (owned < OWNED_WORKSPACES_MAX) return;
  const advice = "Delete one that you no longer need, or leave it to another owner.";
  throw new AppError("CONFLICT", `You own ${owned} workspaces, and ${OWNED_WORKSPACES_MAX} is the maximum. ${advice}`);
}

/** Creates a workspace with its owner inside `transaction`. It throws a unique violation when the slug is taken. */
export async function insertWorkspace(
  transaction: Transaction,
  owner: Caller,
  name: string,
  slug: string,
): Promise<WorkspaceView> {
  const { now, principal } = owner;
  const id = newId("ws");
  await transaction.workspace.create({ data: { id, name, slug, createdAt: now, updatedAt: now } });
  const membership = { workspaceId: id, userId: principal.userId, role: "owner", createdAt: now } as const;
  await transaction.membership.create({ data: membership });
  const target = { type: "workspace", id, name } as const;
  const after = { name, slug };
  await recordAudit(transaction, owner, { action: "workspace.created", workspaceId: id, target, after });
  return { id, name, slug, role: "owner" };
}
