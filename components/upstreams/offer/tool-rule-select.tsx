"use client";

import { useId, useOptimistic, useTransition } from "react";
import { FieldError } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { useFormAction } from "#components/ui/use-form-action";
import { HINT_LABELS, RULE_LABELS } from "#components/upstreams/offer/tool-badge";
import type { ServerAction } from "#components/upstreams/server-actions";
import { type FormState, IDLE } from "#lib/form";
import type { ToolView } from "#lib/upstreams/dto";

type ToolRuleSelectProps = { tool: ToolView; action: ServerAction };

/** Chooses the rule of a tool. The choice is saved at once. */
export function ToolRuleSelect({ tool, action }: ToolRuleSelectProps) {
  const errorId = useId();
  const [state, submit] = useFormAction<FormState>(action, IDLE);
  const [chosen, setChosen] = useOptimistic<string>(tool.rule ?? "");
  const [isPending, startTransition] = useTransition();
  const choose = (access: string) =>
    startTransition(() => {
      const formData = new FormData();
      formData.set("toolName", tool.name);
      formData.set("access", access);
      setChosen(access);
      submit(formData);
    });
  const hint = tool.hint === "none" ? "none: writing" : HINT_LABELS[tool.hint].toLowerCase();
  const hasFailed = state.status === "error" && !isPending;
  return (
    <div className="grid gap-1">
      <Select
        size="sm"
        className="w-full sm:w-52"
        aria-label={`Rule for ${tool.name}`}
        aria-describedby={hasFailed ? errorId : undefined}
        aria-invalid={hasFailed || undefined}
        value={chosen}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">Server’s hint ({hint})</option>
        {Object.entries(RULE_LABELS).map(([rule, label]) => (
          <option key={rule} value={rule}>
            {label}
          </option>
        ))}
      </Select>
      <span role="status" className="sr-only">
        {isPending ? "Saving" : state.status === "done" ? "Saved" : ""}
      </span>
      {hasFailed && <FieldError id={errorId}>{state.message}</FieldError>}
    </div>
  );
}
