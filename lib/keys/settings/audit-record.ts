import type { Prisma } from "#lib/db/client";
import { plainSettings, type SettingName } from "#lib/keys/model/key-settings";
import type { KeyView } from "#lib/keys/view/dto";

/** The field of the audit record that holds each setting. */
export const AUDIT_FIELDS = {
  name: "name",
  nameInClients: "nameInClients",
  scopes: "scopes",
  environment: "environment",
  expiresAt: "expiresAt",
  serverIds: "servers",
  workspaceIds: "workspaces",
} as const satisfies Record<SettingName, string>;

type Value = Prisma.InputJsonValue | null;

/**
 * Makes the audit record of a key's settings.
 * @param workspaceId the workspace whose admins read it: it holds the servers of this workspace alone, and neither
 *   another workspace nor the name in clients, which may be made from the name of one; null for the key's owner, who
 *   reads everything
 */
export function settingsRecord(key: KeyView, workspaceId: string | null): Prisma.InputJsonObject {
  const { scopes, expiresAt, nameInClients, ...plain } = plainSettings(key);
  const servers = key.servers?.filter((server) => workspaceId === null || server.workspaceId === workspaceId);
  const record: Record<(typeof AUDIT_FIELDS)[Exclude<SettingName, "workspaceIds" | "nameInClients">], Value> = {
    ...plain,
    scopes,
    servers: servers ? servers.map((server) => server.id) : "all",
    expiresAt: expiresAt?.toISOString() ?? null,
  };
  if (workspaceId !== null) return record;
  return { ...record, nameInClients, workspaces: attached(key).map((workspace) => workspace.id) };
}

/** The workspaces that no admin detached from the key. */
function attached(key: KeyView): KeyView["workspaces"] {
  return key.workspaces.filter((workspace) => !workspace.detached);
}

/**
 * Makes the audit record of a change of settings.
 * @param workspaceId the workspace whose admins read it: they also read that the key got or lost their workspace; null
 *   for the key's owner
 */
export function settingsChange(before: KeyView, after: KeyView, workspaceId: string | null) {
  const [was, is] = [settingsRecord(before, workspaceId), settingsRecord(after, workspaceId)];
  if (workspaceId !== null && !reaches(before, workspaceId)) return { details: { workspace: "added" }, after: is };
  if (workspaceId !== null && !reaches(after, workspaceId)) return { details: { workspace: "removed" }, before: was };
  const changed = Object.keys(is).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  return { before: only(was, changed), after: only(is, changed) };
}

/** Whether a change has anything to tell the owner (null) or the admins of a workspace. */
export function isConcerned(before: KeyView, after: KeyView, workspaceId: string | null): boolean {
  const { before: was, after: is } = settingsChange(before, after, workspaceId);
  return JSON.stringify(was) !== JSON.stringify(is);
}

function reaches(key: KeyView, workspaceId: string): boolean {
  return attached(key).some((workspace) => workspace.id === workspaceId);
}

function only(record: Prisma.InputJsonObject, names: string[]): Prisma.InputJsonObject {
  return Object.fromEntries(names.map((name) => [name, record[name]]));
}
