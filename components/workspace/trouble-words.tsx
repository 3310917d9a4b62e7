import { counted } from "#lib/format/numbers";
import type { WorkspaceOverview } from "#lib/workspaces/dto";

type Counted = Pick<WorkspaceOverview, "servers" | "serversIn">;

/** The number of servers with any trouble. */
export function troubledCount({ serversIn }: Pick<Counted, "serversIn">): number {
  return serversIn.failing + serversIn.call_failed + serversIn.no_room;
}

/** Says the worst that is true of the servers: "2 of 5 MCP servers do not work". */
export function troubleTitle({ servers, serversIn: { failing, call_failed: callFailed, no_room } }: Counted): string {
  if (failing > 0) {
    const verb = failing === 1 ? "does" : "do";
    return servers === 1
      ? "The MCP server does not work"
      : `${failing} of ${counted(servers, "MCP server")} ${verb} not work`;
  }
  if (callFailed > 0) {
    return callFailed === 1 ? "A call to an MCP server failed" : `Calls to ${counted(callFailed, "MCP server")} failed`;
  }
  return `${counted(no_room, "MCP server")} could not be refreshed, because this workspace has no room left`;
}

/** The same in a few words, beside the number of servers; null when no server is in trouble. */
export function troubleCount({ serversIn: { failing, call_failed: callFailed, no_room } }: Counted): string | null {
  if (failing > 0) return `${failing} not working`;
  if (callFailed > 0) return `${callFailed} with a failed call`;
  return no_room > 0 ? `${no_room} not refreshed` : null;
}
