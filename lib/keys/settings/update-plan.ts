import { AppError, invalidField } from "#lib/errors";
import type { UpdateKeyInput } from "#lib/keys/settings/schema";
import type { KeyBounds } from "#lib/keys/settings/wider";
import type { KeyView } from "#lib/keys/view/dto";

/** Its bounds as far as they can be edited: workspaces in which the owner is no longer a member stay as they are. */
export function boundsOf(key: KeyView): KeyBounds {
  return {
    scopes: key.scopes,
    workspaceIds: key.workspaces.filter((one) => !one.detached && one.ownerIsMember).map((one) => one.id),
    environment: key.environment,
    serverIds: key.servers?.map((server) => server.id) ?? null,
  };
}

/**
 * What a key is to become. Whatever the input leaves out stays as it is, except that chosen servers go with the
 * workspace or environment that they belong to. No choice of servers ever becomes "all" by losing its last one.
 * @param environments by server id, of the servers to which the key is limited now
 * @throws AppError CONFLICT for a key that has ended, or a legacy token; INVALID_INPUT
 */
export function planUpdate(key: KeyView, input: UpdateKeyInput, environments: ReadonlyMap<string, string>): KeyBounds {
  if (key.status === "revoked" || key.status === "expired") {
    throw new AppError("CONFLICT", `This key is ${key.status} and cannot be changed. Create a new one.`);
  }
  if (key.isLegacy) {
    throw new AppError("CONFLICT", "A legacy token cannot be changed. Create a key in its place, then revoke it.");
  }
  const before = boundsOf(key);
  const { scopes = before.scopes, workspaceIds = before.workspaceIds, environment = before.environment } = input;
  refuseWorkspaces(key, workspaceIds);
  if (input.serverIds?.length === 0 && before.serverIds?.length !== 0) {
    throw invalidField("serverIds", "Choose at least one MCP server, or let the key reach all of them.");
  }
  const kept = key.servers?.filter(
    ({ id, workspaceId }) =>
      workspaceIds.includes(workspaceId) && (environment === null || environments.get(id) === environment),
  );
  const keptIds = kept?.map((server) => server.id) ?? null;
  return { scopes, workspaceIds, environment, serverIds: input.serverIds === undefined ? keptIds : input.serverIds };
}

function refuseWorkspaces(key: KeyView, after: readonly string[]): void {
  const detached = key.workspaces.find((workspace) => workspace.detached && after.includes(workspace.id));
  if (!detached) return;
  throw invalidField(
    "workspaceIds",
    `An admin of ${detached.name} took it from this key, so it cannot be added again. Create a new key for ${detached.name}.`,
  );
}
