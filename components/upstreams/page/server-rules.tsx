import { useId } from "react";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { Label } from "#components/ui/label";
import { SavedSelect } from "#components/upstreams/offer/saved-select";
import type { ServerAction } from "#components/upstreams/server-actions";
import type { ServerRules as Rules, UpstreamDetail } from "#lib/upstreams/dto";

type ServerRulesProps = {
  server: UpstreamDetail;
  /** Null for a person who may not set rules. */
  action: ServerAction | null;
};

/** What holds for all tools of a server. Admins change it, and each choice is saved at once. */
export function ServerRules({ server, action }: ServerRulesProps) {
  const headingId = useId();
  return (
    <Card aria-labelledby={headingId}>
      <CardHeader
        id={headingId}
        title="Rules for all tools"
        description="A rule for a single tool, in the list below, goes before these."
      />
      <CardBody className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Rule
          field="toolsWithoutHints"
          label="Treat tools without hints as"
          help="Some servers do not say what their tools do. Keys with read-only access may call those that are read-only."
          value={server.toolsWithoutHints}
          options={[
            ["writing", "Writing"],
            ["read_only", "Read-only"],
          ]}
          action={action}
        />
        <Rule
          field="confirmDestructive"
          label="Ask before destructive tools"
          help="A person has to agree to each call of a tool that this server marks as destructive."
          value={server.confirmDestructive}
          options={[
            ["as_workspace", `As the workspace: ${server.workspaceAsks ? "ask" : "do not ask"}`],
            ["never", "Never"],
            ["always", "Always"],
          ]}
          action={action}
        />
      </CardBody>
    </Card>
  );
}

type RuleProps<Field extends keyof Rules> = {
  field: Field;
  label: string;
  help: string;
  value: Rules[Field];
  options: readonly (readonly [Rules[Field], string])[];
  action: ServerAction | null;
};

function Rule<Field extends keyof Rules>({ field, label, help, value, options, action }: RuleProps<Field>) {
  const id = useId();
  return (
    <div className="grid content-start gap-1.5">
      {action ? (
        <>
          <Label htmlFor={id}>{label}</Label>
          <SavedSelect
            id={id}
            describedBy={`${id}-help`}
            className="w-full max-w-form"
            {...{ field, value, options, action }}
          />
        </>
      ) : (
        <>
          <p className="font-medium">{label}</p>
          <p>{options.find(([option]) => option === value)?.[1]}</p>
        </>
      )}
      <p id={`${id}-help`} className="text-muted-foreground text-sm">
        {help}
      </p>
    </div>
  );
}
