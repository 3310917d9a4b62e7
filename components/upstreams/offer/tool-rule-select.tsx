import { SavedSelect } from "#components/upstreams/offer/saved-select";
import { HINT_LABELS, RULE_LABELS } from "#components/upstreams/offer/tool-badge";
import type { ServerAction } from "#components/upstreams/server-actions";
import type { ToolView } from "#lib/upstreams/dto";

type ToolRuleSelectProps = { tool: ToolView; action: ServerAction };

/** Chooses the rule of a tool. The choice is saved at once. */
export function ToolRuleSelect({ tool, action }: ToolRuleSelectProps) {
  const said = tool.hint === "none" ? `none: ${RULE_LABELS[tool.unruledClass]}` : HINT_LABELS[tool.hint];
  return (
    <SavedSelect
      field="access"
      also={{ toolName: tool.name }}
      value={tool.rule ?? ""}
      options={[["", `Server’s hint (${said.toLowerCase()})`], ...Object.entries(RULE_LABELS)]}
      action={action}
      label={`Rule for ${tool.name}`}
      size="sm"
      className="w-full sm:w-52"
    />
  );
}
