import type { AuditGroup } from "#lib/audit-log/dto";

export const GROUP_LABELS: Record<AuditGroup, string> = {
  keys: "Keys",
  members: "Members",
  servers: "MCP servers",
  policy: "Policy",
  webhooks: "Webhooks",
  workspace: "Workspace",
  refusals: "Refusals",
};
