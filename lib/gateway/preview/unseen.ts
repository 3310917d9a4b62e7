import type { ServerReason, ToolReason, UnseenServer, UnseenTool } from "#lib/gateway/preview/dto";
import { effectOf, titleOf } from "#lib/gateway/preview/effect";
import type { Right } from "#lib/keys/access/scopes";
import type { PolicyBlock } from "#lib/policy/dto";
import type { CatalogueEntry, UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { runsOnlyAsTask } from "#lib/upstreams/catalogue/tool-class";
import type { ToolClass } from "#lib/upstreams/dto";

/** The limits of a key besides its scopes. */
export type KeyLimits = {
  environment: string | null;
  /** Null for all servers. */
  serverIds: ReadonlySet<string> | null;
};

/** A server of one of the workspaces that a key was made for. */
export type HeldServer = {
  id: string;
  revision: number;
  name: string;
  environment: string;
  isDisabled: boolean;
  workspace: { id: string; name: string };
  /** Whether an admin has detached the workspace from the key. */
  isDetached: boolean;
};

/** Every reason why a key does not see a server, the most general first. Empty for a server that the key reaches. */
export function serverReasons(server: HeldServer, limits: KeyLimits, blocks: readonly PolicyBlock[]): ServerReason[] {
  const holds: [ServerReason, boolean][] = [
    ["detached", server.isDetached],
    ["policy", blocks.length > 0],
    ["disabled", server.isDisabled],
    ["environment", limits.environment !== null && server.environment !== limits.environment],
    ["not_chosen", limits.serverIds !== null && !limits.serverIds.has(server.id)],
  ];
  return holds.filter(([, isSo]) => isSo).map(([reason]) => reason);
}

/** Every reason why a key does not see a tool, apart from the reasons for its server. */
function toolReasons(entry: CatalogueEntry, counts: ToolClass, rights: ReadonlySet<Right>): ToolReason[] {
  const holds: [ToolReason, boolean][] = [
    ["task_only", runsOnlyAsTask(entry)],
    ["blocked", counts === "blocked"],
    ["scope_write", counts === "writing" && !rights.has("tools:write")],
    ["scope_list", !rights.has("tools:list")],
  ];
  return holds.filter(([, isSo]) => isSo).map(([reason]) => reason);
}

/** A server with the tools that the key does not see. */
export function unseenServer(
  server: HeldServer,
  snapshot: UpstreamSnapshot,
  reasons: ServerReason[],
  blocks: readonly PolicyBlock[],
  rights: ReadonlySet<Right>,
): UnseenServer {
  const tools = snapshot.tools.flatMap((entry): UnseenTool[] => {
    const { class: counts, effect } = effectOf(snapshot, entry);
    const own = toolReasons(entry, counts, rights);
    if (reasons.length === 0 && own.length === 0) return [];
    return [{ name: entry.name, title: titleOf(entry), effect, reasons: own }];
  });
  const { name, environment, workspace } = server;
  return { name, environment, workspace: workspace.name, reasons, blocks: [...blocks], tools };
}
