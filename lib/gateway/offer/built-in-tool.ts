/** The tool of the gateway itself, which lists what a key reaches. It is there without any connected server. */
export const LIST_WORKSPACES = {
  name: "list_workspaces",
  title: "List workspaces",
  description:
    "Lists the Latchkey workspaces that this key reaches, the MCP servers connected to each, the scopes the key has, and the workspaces whose policy blocks it for now.",
  inputSchema: { type: "object", properties: {}, additionalProperties: false },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
} as const;
