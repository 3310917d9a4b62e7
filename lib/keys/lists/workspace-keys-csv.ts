import type { Caller } from "#lib/auth/principal";
import { accessLevelOf } from "#lib/keys/access/scopes";
import type { ListWorkspaceKeysInput } from "#lib/keys/lists/schema";
import { exportWorkspaceKeys } from "#lib/keys/lists/workspace-keys";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";
import { type CsvCell, csvLine } from "#lib/text/write-csv";

/** The columns of the file, in their order. */
const COLUMNS: [name: string, cell: (key: WorkspaceKeyView) => CsvCell][] = [
  ["key_id", (key) => key.id],
  ["name", (key) => key.name],
  ["name_in_clients", (key) => key.nameInClients],
  ["token", (key) => key.mask || null],
  ["kind", kindOf],
  ["owner_name", (key) => key.owner?.name ?? null],
  ["owner_email", (key) => key.owner?.email ?? null],
  ["status", (key) => key.status],
  ["access", (key) => accessLevelOf(key.scopes)],
  ["scopes", (key) => key.scopes.join(" ")],
  ["environment", (key) => key.environment],
  ["servers", serversOf],
  ["other_workspaces", (key) => key.otherWorkspaceCount],
  ["created_at", (key) => key.createdAt],
  ["expires_at", (key) => key.expiresAt],
  ["last_used_at", (key) => key.lastUse?.at ?? null],
  ["last_used_client", (key) => key.lastUse?.client ?? null],
  ["last_used_address", (key) => key.lastUse?.address ?? null],
  ["revoked_at", (key) => key.revoked?.at ?? null],
  ["revoked_by", (key) => key.revoked?.byName ?? null],
  ["revoked_reason", (key) => key.revoked?.reason ?? null],
  ["app_client", (key) => key.app?.name ?? null],
];

/**
 * Writes the lines of a CSV file of a workspace's keys, and reads the keys on the way. An empty environment or an empty
 * list of servers means all.
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member; FORBIDDEN for members who are not
 *   admins; RATE_LIMITED after too many exports
 */
export async function workspaceKeysCsv(
  caller: Caller,
  workspace: string,
  input: ListWorkspaceKeysInput,
): Promise<AsyncIterable<string>> {
  return linesOf(await exportWorkspaceKeys(caller, workspace, input));
}

async function* linesOf(keys: AsyncIterable<WorkspaceKeyView>): AsyncGenerator<string, void, undefined> {
  yield csvLine(COLUMNS.map(([name]) => name));
  for await (const key of keys) yield csvLine(COLUMNS.map(([, cell]) => cell(key)));
}

function serversOf({ servers }: WorkspaceKeyView): CsvCell {
  if (!servers) return null;
  return servers.length > 0 ? servers.map((server) => server.name).join(", ") : "none";
}

function kindOf(key: WorkspaceKeyView): string {
  if (!key.owner) return "service";
  if (key.app) return "app";
  return key.isLegacy ? "legacy" : "personal";
}
