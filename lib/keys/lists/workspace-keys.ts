import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { ownedWithin } from "#lib/keys/lists/filters";
import type { ListWorkspaceKeysInput } from "#lib/keys/lists/schema";
import { countWorkspaceKeys, type KeySelection, workspaceKeyIds } from "#lib/keys/lists/workspace-key-rows";
import type { WorkspaceKeyPage, WorkspaceKeyView } from "#lib/keys/view/dto";
import { workspaceKeyViews } from "#lib/keys/view/workspace-key-view";
import { COUNTED_MAX, type ListCount, listCount } from "#lib/listing/count";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

const PAGE_SIZE = 50;
const EXPORTED_AT_ONCE = 500;

/**
 * The keys of members of a workspace that reach it, or reached it until they ended, for its admins.
 * Keys of people who are no longer members reach nothing here and are left out.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
 */
export async function listWorkspaceKeys(
  caller: Caller,
  workspace: string,
  input: ListWorkspaceKeysInput,
): Promise<WorkspaceKeyPage> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  const selection = { ...input, workspaceId, now: caller.now };
  const { ids, total } = await idsAndTotal(selection, input);
  const page = await pageOf(selection, ids, PAGE_SIZE);
  return { ...page, total };
}

/** What of these keys a script reads. */
type WorkspaceKeysWanted = Omit<ListWorkspaceKeysInput, "filter"> & { filter: KeySelection["filter"]; limit: number };

/**
 * A page of these keys of any length, without counting all of them.
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
 */
export async function readWorkspaceKeys(
  caller: Caller,
  workspace: string,
  { limit, sort, cursor, ...filters }: WorkspaceKeysWanted,
): Promise<Omit<WorkspaceKeyPage, "total">> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  const selection = { ...filters, workspaceId, now: caller.now };
  return pageOf(selection, await workspaceKeyIds(selection, sort, cursor, limit + 1), limit);
}

/**
 * One of these keys.
 * @throws AppError NOT_FOUND for every other; NOT_FOUND and FORBIDDEN as with the list
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
 * All of them, read as they are taken: memory holds one page.
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
 */
export async function exportWorkspaceKeys(
  caller: Caller,
  workspace: string,
  input: ListWorkspaceKeysInput,
): Promise<AsyncIterable<WorkspaceKeyView>> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  return allKeys({ ...input, workspaceId, now: caller.now }, input.sort);
}

async function* allKeys(
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
  }
}

/** @param ids of a page, and one more where another follows */
async function pageOf({ workspaceId, now }: KeySelection, ids: string[], size: number) {
  const keys = await workspaceKeyViews(workspaceId, ids.slice(0, size), now);
  const last = keys.at(-1);
  return { keys, nextCursor: ids.length > size && last ? cursorAfter(last) : null };
}

/** The ids of a page, and one more where another follows. The first page is counted as it is read: a search reads every key. */
async function idsAndTotal(
  selection: KeySelection,
  { sort, cursor }: ListWorkspaceKeysInput,
): Promise<{ ids: string[]; total: ListCount }> {
  if (cursor === null) {
    const found = await workspaceKeyIds(selection, sort, null, COUNTED_MAX + 1);
    return { ids: found.slice(0, PAGE_SIZE + 1), total: listCount(found.length) };
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
