import type { Prisma } from "#lib/db/client";
import type { KeyView } from "#lib/keys/view/dto";

type Settings = Pick<KeyView, "name" | "scopes" | "environment" | "servers" | "expiresAt" | "workspaces">;

/**
 * What a key is set to, as the audit log tells of it.
 * @param workspaceId whose admins read it, and of whose servers alone it may tell; null for the key's owner, who sees all
 */
export function settingsRecord(key: Settings, workspaceId: string | null): Prisma.InputJsonObject {
  const servers = key.servers?.filter((server) => workspaceId === null || server.workspaceId === workspaceId);
  return {
    name: key.name,
    scopes: key.scopes,
    environment: key.environment,
    servers: servers ? servers.map((server) => server.id) : "all",
    expiresAt: key.expiresAt?.toISOString() ?? null,
    ...(workspaceId === null && { workspaces: attached(key).map((workspace) => workspace.id) }),
  };
}

/** The workspaces that no admin took from the key. */
function attached(key: Pick<KeyView, "workspaces">): KeyView["workspaces"] {
  return key.workspaces.filter((workspace) => !workspace.detached);
}

/** What changed of a key's settings, for the owner (null) or the admins of one workspace, who learn whether they gained or lost it. */
export function settingsChange(before: Settings, after: Settings, workspaceId: string | null) {
  const [was, is] = [settingsRecord(before, workspaceId), settingsRecord(after, workspaceId)];
  if (workspaceId !== null && !reaches(before, workspaceId)) return { details: { workspace: "added" }, after: is };
  if (workspaceId !== null && !reaches(after, workspaceId)) return { details: { workspace: "removed" }, before: was };
  const changed = Object.keys(is).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  return { before: only(was, changed), after: only(is, changed) };
}

/** Whether a change is one for the owner (null) or the admins of a workspace. */
export function isConcerned(before: Settings, after: Settings, workspaceId: string | null): boolean {
  const { before: was, after: is } = settingsChange(before, after, workspaceId);
  return JSON.stringify(was) !== JSON.stringify(is);
}

function reaches(key: Settings, workspaceId: string): boolean {
  return attached(key).some((workspace) => workspace.id === workspaceId);
}

function only(record: Prisma.InputJsonObject, names: string[]): Prisma.InputJsonObject {
  return Object.fromEntries(names.map((name) => [name, record[name]]));
}
