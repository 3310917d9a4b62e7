/** The ways to group the calls of a workspace. */
export const GROUPINGS = ["key", "server", "tool", "member"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const GROUPING_LABELS: Record<Grouping, string> = {
  key: "Key",
  server: "MCP server",
  tool: "Tool",
  member: "Member",
};
