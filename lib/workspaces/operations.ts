import { actorOf, recordAudit, recordAuditEvents } from "#lib/audit/record";
import { insertUser, type Newcomer } from "#lib/auth/operations";
import { hashPassword, refuseGuessable } from "#lib/auth/password";
import type { Caller } from "#lib/auth/principal";
import { hasAnyUser } from "#lib/auth/queries";
import { db, isUniqueViolation, type Transaction } from "#lib/db/client";
import { invalidField, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { freeSlug } from "#lib/text/slug";
import { authorizeWorkspace } from "#lib/workspaces/authorize";
import type { WorkspaceView } from "#lib/workspaces/dto";
import type { SetupInput } from "#lib/workspaces/schema";
import { slugOf } from "#lib/workspaces/slug";

/** Any number that no other part of the program locks. */
const SETUP_LOCK = 7_201_001;
const SLUG_TRIES = 5;

/**
 * Makes the first account and its workspace. Of two that arrive at once, one succeeds.
 * @throws AppError NOT_FOUND once there is a user; INVALID_INPUT when the password is easy to guess
 */
export async function setUp(newcomer: Newcomer, input: SetupInput): Promise<{ slug: string }> {
  // Strangers can send this for ever: they must not make the server weigh and hash passwords.
  if (await hasAnyUser()) throw notFound("page");
  refuseGuessable("password", input.password, [input.name, input.email, input.workspaceName]);
  const passwordHash = await hashPassword(input.password);
  const { name, email } = input;
  return db().$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK}::bigint)`;
    if ((await transaction.user.count()) > 0) throw notFound("page");
    const owner = await insertUser(transaction, newcomer, { name, email, passwordHash });
    return insertWorkspace(transaction, owner, input.workspaceName);
  });
}

/** Makes a workspace that the caller owns. Its slug follows the name and stays when the name changes. */
export async function createWorkspace(caller: Caller, input: { name: string }): Promise<WorkspaceView> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db().$transaction((transaction) => insertWorkspace(transaction, caller, input.name));
    } catch (error) {
      // Somebody took the same slug between our look and our write.
      if (!isUniqueViolation(error) || attempt === SLUG_TRIES) throw error;
    }
  }
}

async function insertWorkspace(transaction: Transaction, owner: Caller, name: string): Promise<WorkspaceView> {
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

/** @throws AppError NOT_FOUND, FORBIDDEN */
export async function renameWorkspace(caller: Caller, input: { workspace: string; name: string }): Promise<void> {
  await db().$transaction(async (transaction) => {
    const workspace = await authorizeWorkspace(caller, input.workspace, "workspace:rename", transaction);
    if (workspace.name === input.name) return;
    const data = { name: input.name, updatedAt: caller.now };
    await transaction.workspace.update({ where: { id: workspace.id }, data });
    await recordAudit(transaction, caller, {
      action: "workspace.renamed",
      workspaceId: workspace.id,
      target: { type: "workspace", id: workspace.id, name: workspace.name },
      before: { name: workspace.name },
      after: { name: input.name },
    });
  });
}

/**
 * Deletes a workspace with its members, servers and invitations. Keys that reached nothing else are revoked.
 * @throws AppError NOT_FOUND, FORBIDDEN; INVALID_INPUT when `confirmation` is not its name
 */
export async function deleteWorkspace(
  caller: Caller,
  input: { workspace: string; confirmation: string },
): Promise<void> {
  await db().$transaction(async (transaction) => {
    const workspace = await authorizeWorkspace(caller, input.workspace, "workspace:delete", transaction);
    if (input.confirmation !== workspace.name) {
      throw invalidField("confirmation", `Type the workspace's name, ${workspace.name}, to delete it.`);
    }
    await revokeKeysLeftWithNothing(transaction, caller, workspace);
    await transaction.workspace.delete({ where: { id: workspace.id } });
    await recordAudit(transaction, caller, {
      action: "workspace.deleted",
      workspaceId: workspace.id,
      target: { type: "workspace", id: workspace.id, name: workspace.name },
      before: { name: workspace.name, slug: workspace.slug },
    });
  });
}

/** Their owners find it in the history of each key. */
async function revokeKeysLeftWithNothing(transaction: Transaction, caller: Caller, workspace: WorkspaceView) {
  const reaches = { some: { workspaceId: workspace.id } };
  const reachesOthers = { some: { workspaceId: { not: workspace.id }, detachedAt: null } };
  const reason = `The workspace ${workspace.name} was deleted.`;
  const { now, principal } = caller;
  const revoked = await transaction.key.updateManyAndReturn({
    where: { revokedAt: null, workspaces: reaches, NOT: { workspaces: reachesOthers } },
    data: { revokedAt: now, revokedById: principal.userId, revokedReason: reason, updatedAt: now },
    select: { id: true, name: true },
  });
  await recordAuditEvents(
    transaction,
    actorOf(caller),
    revoked.map((key) => ({ action: "key.revoked", target: { type: "key", ...key }, details: { reason } })),
  );
}
