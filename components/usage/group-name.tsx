import { workspacePath } from "#components/frame/navigation/navigation";
import { keyPath } from "#components/keys/facts/key-link";
import type { UsageGroup } from "#lib/usage/dto";
import type { Grouping } from "#lib/usage/groupings";

const GONE: Record<Grouping, string> = {
  key: "Key of a former member",
  server: "Removed MCP server",
  tool: "Unnamed tool",
  member: "Former member",
};

/** The name of a group on the screen. */
export function groupName(by: Grouping, { name }: Pick<UsageGroup, "name">): string {
  return name ?? GONE[by];
}

/** The address of the page of a group; null when it has none. */
export function groupPath(by: Grouping, { id, hasPage }: UsageGroup, workspaceSlug: string): string | null {
  if (!hasPage) return null;
  return by === "key" ? keyPath(workspaceSlug, id) : workspacePath(workspaceSlug, `/settings/servers/${id}`);
}
