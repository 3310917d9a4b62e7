import { AppError, invalidField } from "#lib/errors";
import { type KeySettings, plainSettings } from "#lib/keys/model/key-settings";
import type { UpdateKeyInput } from "#lib/keys/settings/schema";
import type { KeyView } from "#lib/keys/view/dto";

/**
 * Returns the settings of a key that can be changed. Workspaces that an admin detached, or that the owner has left, are
 * none of them: a change keeps those as they are.
 */
export function editableSettings(key: KeyView): KeySettings {
  return {
    ...plainSettings(key),
    workspaceIds: key.workspaces.filter((one) => !one.detached && one.ownerIsMember).map((one) => one.id),
    serverIds: key.servers?.map((server) => server.id) ?? null,
  };
}

/**
 * Returns the settings of a key after a change. What the input leaves out stays as it is, with one exception: a chosen
 * server goes when its workspace or its environment goes. A choice of servers never becomes "all servers" by losing its
 * last server.
 * @param environments the environment of each server to which the key is limited now, by server id
 * @throws AppError CONFLICT for a key that has ended and for a legacy token; INVALID_INPUT
 */
export function planUpdate(
  key: KeyView,
  input: UpdateKeyInput,
  environments: ReadonlyMap<string, string>,
): KeySettings {
  if (key.status === "revoked" || key.status === "expired") {
    throw new AppError("CONFLICT", `This key is ${key.status} and cannot be changed. Create a new one.`);
  }
  if (key.isLegacy) {
    throw new AppError("CONFLICT", "A legacy token cannot be changed. Create a key in its place, then revoke it.");
  }
  const before = editableSettings(key);
  const {
    name = before.name,
    nameInClients = before.nameInClients,
    scopes = before.scopes,
    workspaceIds = before.workspaceIds,
  } = input;
  const { environment = before.environment } = input;
  refuseDetached(key, workspaceIds);
  if (input.serverIds?.length === 0 && before.serverIds?.length !== 0) {
    throw invalidField("serverIds", "Choose at least one MCP server, or let the key reach all of them.");
  }
  const kept = key.servers?.filter(
    ({ id, workspaceId }) =>
      workspaceIds.includes(workspaceId) && (environment === null || environments.get(id) === environment),
  );
  const keptIds = kept?.map((server) => server.id) ?? null;
  const serverIds = input.serverIds === undefined ? keptIds : input.serverIds;
  return { name, nameInClients, scopes, workspaceIds, environment, serverIds, expiresAt: before.expiresAt };
}

function refuseDetached(key: KeyView, workspaceIds: readonly string[]): void {
  const detached = key.workspaces.find((workspace) => workspace.detached && workspaceIds.includes(workspace.id));
  if (!detached) return;
  throw invalidField(
    "workspaceIds",
    `An admin of ${detached.name} revoked this key's access, so ${detached.name} cannot be added again. Create a new key for it.`,
  );
}
