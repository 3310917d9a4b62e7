import type { Caller } from "#lib/auth/principal";
import { requireLiveCredential } from "#lib/auth/sessions/require-live-credential";
import { db } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { ownedWithin } from "#lib/keys/lists/filters";
import type { ListWorkspaceKeysInput } from "#lib/keys/lists/schema";
import { countWorkspaceKeys, type KeySelection, workspaceKeyIds } from "#lib/keys/lists/workspace-key-rows";
import type { WorkspaceKeyListPage, WorkspaceKeyView } from "#lib/keys/view/dto";
import { workspaceKeyViews } from "#lib/keys/view/workspace-key-view";
import { COUNTED_MAX, type ListCount, listCount } from "#lib/listing/count";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

const PAGE_SIZE = 50;
const EXPORTED_AT_ONCE = 500;

/**
 * Reads a page of the keys of a workspace for the dashboard of its admins, with the total: the keys that reach the
 * workspace, or reached it until they ended. Keys of people who have left reach nothing here and are left out.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member; FORBIDDEN for members who are not
 *   admins
 */
export async function listWorkspaceKeysForDashboard(
  caller: Caller,
  workspace: string,
  input: ListWorkspaceKeysInput,
): Promise<WorkspaceKeyListPage> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  const selection = { ...input, workspaceId, now: caller.now };
  const { ids, total } = await idsAndTotal(selection, input);
  const page = await toPage(selection, ids, PAGE_SIZE);
  return { ...page, total };
}

/** Which page of these keys the API asks for. */
type WorkspaceKeysForApi = Omit<ListWorkspaceKeysInput, "filter"> & { filter: KeySelection["filter"]; limit: number };

/**
 * Reads a page of these keys for the API. The page may have any length, and the keys are not counted.
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member; FORBIDDEN for members who are not
 *   admins
 */
export async function listWorkspaceKeysForApi(
  caller: Caller,
  workspace: string,
  { limit, sort, cursor, ...filters }: WorkspaceKeysForApi,
): Promise<Omit<WorkspaceKeyListPage, "total">> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  const selection = { ...filters, workspaceId, now: caller.now };
  return toPage(selection, await workspaceKeyIds(selection, sort, cursor, limit + 1), limit);
}

/**
 * Reads one of these keys.
 * @throws AppError NOT_FOUND for any other key, and for a workspace of which the caller is not a member; FORBIDDEN for
 *   members who are not admins
 */
export async function getWorkspaceKey(caller: Caller, workspace: string, keyId: string): Promise<WorkspaceKeyView> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  const key = await db().key.findFirst({
    where: { AND: [{ id: keyId, workspaces: { some: { workspaceId } } }, ownedWithin(workspaceId)] },
    select: { id: true },
  });
  const [view] = await workspaceKeyViews(workspaceId, key ? [key.id] : [], caller.now);
  if (!view) throw notFound("key");
  return view;
}

/**
 * Reads all of these keys one after the other. Memory holds only `EXPORTED_AT_ONCE` of them. They end with an error
 * when the caller is no longer an admin, or when their session has ended.
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member; FORBIDDEN for members who are not
 *   admins; RATE_LIMITED after too many exports
 */
export async function exportWorkspaceKeys(
  caller: Caller,
  workspace: string,
  input: ListWorkspaceKeysInput,
): Promise<AsyncIterable<WorkspaceKeyView>> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  await ALLOWANCES.exports.take({ person: caller.principal.userId, workspace: workspaceId });
  return allKeys(caller, { ...input, workspaceId, now: caller.now }, input.sort);
}

async function* allKeys(
  caller: Caller,
  selection: KeySelection,
  sort: ListWorkspaceKeysInput["sort"],
): AsyncGenerator<WorkspaceKeyView, void, undefined> {
  let cursor: ListWorkspaceKeysInput["cursor"] = null;
  for (;;) {
    const ids = await workspaceKeyIds(selection, sort, cursor, EXPORTED_AT_ONCE);
    const keys = await workspaceKeyViews(selection.workspaceId, ids, selection.now);
    yield* keys;
    const last = keys.at(-1);
    if (!last || ids.length < EXPORTED_AT_ONCE) return;
    cursor = { id: last.id, lastUsedAt: last.lastUse?.at ?? null };
    await authorizeWorkspace(caller, selection.workspaceId, "access:manage");
    await requireLiveCredential(db(), caller);
  }
}

/** @param ids the ids of a page, and one more when another page follows */
async function toPage({ workspaceId, now }: KeySelection, ids: string[], size: number) {
  const keys = await workspaceKeyViews(workspaceId, ids.slice(0, size), now);
  const last = keys.at(-1);
  return { keys, nextCursor: ids.length > size && last ? cursorAfter(last) : null };
}

/**
 * Reads the ids of a page, and one more when another page follows. The query for the first page counts the keys as
 * well, because a search reads every key anyway.
 */
async function idsAndTotal(
  selection: KeySelection,
  { sort, cursor }: ListWorkspaceKeysInput,
): Promise<{ ids: string[]; total: ListCount }> {
  if (cursor === null) {
    const counted = await workspaceKeyIds(selection, sort, null, COUNTED_MAX + 1);
    return { ids: counted.slice(0, PAGE_SIZE + 1), total: listCount(counted.length) };
  }
  const [ids, total] = await Promise.all([
    workspaceKeyIds(selection, sort, cursor, PAGE_SIZE + 1),
    countWorkspaceKeys(selection),
  ]);
  return { ids, total };
}

function cursorAfter(key: WorkspaceKeyView): string {
  return `${key.lastUse?.at.getTime() ?? "never"}.${key.id}`;
}
