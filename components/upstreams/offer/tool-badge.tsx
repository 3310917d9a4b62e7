import { Ban, CircleSlash, Eye, Pencil, TriangleAlert } from "lucide-react";
import { Badge } from "#components/ui/status";
import type { ToolRuleAccess, ToolView } from "#lib/upstreams/dto";

/** The labels of the rules that an admin can set for a tool. */
export const RULE_LABELS: Record<ToolRuleAccess, string> = {
  read_only: "Read-only",
  writing: "Writing",
  blocked: "Blocked",
};

/** The labels of the hints that a server gives for its tools. */
export const HINT_LABELS: Record<ToolView["hint"], string> = {
  read_only: "Read-only",
  writing: "Writing",
  destructive: "Destructive",
  none: "No hint",
};

/** Shows the class of a tool: the one that an admin's rule sets, or else the one that its server states. */
export function ToolBadge({ tool }: { tool: ToolView }) {
  if (tool.isTaskOnly) return <Badge icon={CircleSlash}>Not offered</Badge>;
  if (tool.class === "blocked") return <Badge icon={Ban}>Blocked</Badge>;
  const isUnhinted = tool.hint === "none" && tool.rule === null;
  if (tool.class === "read_only") {
    const title = isUnhinted ? "Its server gives no hint, and an admin counts such tools as read-only." : undefined;
    return (
      <Badge tone="success" icon={Eye} title={title}>
        Read-only
      </Badge>
    );
  }
  if (tool.hint === "destructive" && tool.rule === null) {
    return (
      <Badge tone="danger" icon={TriangleAlert}>
        {tool.asksFirst ? "Destructive, asks first" : "Destructive"}
      </Badge>
    );
  }
  const title = isUnhinted ? "Its server gives no hint, so it counts as writing." : undefined;
  return (
    <Badge tone="warning" icon={Pencil} title={title}>
      Writing
    </Badge>
  );
}
