import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db, isUniqueViolation, type Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { freeSlug } from "#lib/text/slug";
import type { WorkspaceView } from "#lib/workspaces/dto";
import { slugOf } from "#lib/workspaces/slug";

const SLUG_ATTEMPTS_MAX = 5;

/** Creates a workspace that the caller owns. Its slug comes from the name, and stays when the name changes. */
export async function createWorkspace(caller: Caller, input: { name: string }): Promise<WorkspaceView> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db().$transaction((transaction) => insertWorkspace(transaction, caller, input.name));
    } catch (error) {
      // Somebody else created a workspace with the same slug after this read the slugs. Try again.
      if (!isUniqueViolation(error) || attempt === SLUG_ATTEMPTS_MAX) throw error;
    }
  }
}

/** Creates a workspace with its owner inside `transaction`. It throws a unique violation when the slug is taken. */
export async function insertWorkspace(transaction: Transaction, owner: Caller, name: string): Promise<WorkspaceView> {
  const { now, principal } = owner;
  const wanted = slugOf(name);
  const similar = await transaction.workspace.findMany({
    where: { OR: [{ slug: wanted }, { slug: { startsWith: `${wanted}-` } }] },
    select: { slug: true },
  });
  const slug = freeSlug(wanted, new Set(similar.map((workspace) => workspace.slug)));
  const id = newId("ws");
  await transaction.workspace.create({ data: { id, name, slug, createdAt: now, updatedAt: now } });
  const membership = { workspaceId: id, userId: principal.userId, role: "owner", createdAt: now } as const;
  await transaction.membership.create({ data: membership });
  const target = { type: "workspace", id, name } as const;
  const after = { name, slug };
  await recordAudit(transaction, owner, { action: "workspace.created", workspaceId: id, target, after });
  return { id, name, slug, role: "owner" };
}
