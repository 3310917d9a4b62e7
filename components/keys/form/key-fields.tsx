"use client";

import { LimitFields } from "#components/keys/form/limit-fields";
import { WorkspaceChoice } from "#components/keys/form/workspace-choice";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import type { FormOptions, KeyDraft, RestrictedDraft } from "#lib/keys/settings/draft";
import type { KeyChoices } from "#lib/keys/view/dto";
import { grants } from "#lib/policy/grants";

/** The fields that have their own place for what is wrong. */
export const KEY_FIELDS = ["name", "workspaceIds", "environment", "serverIds", "scopes"] as const;

type KeyFieldsProps = {
  name: string | null;
  /** A workspace's own key stays with it, and needs a name by which its admins know what it is for. */
  isService: boolean;
  choices: KeyChoices;
  draft: KeyDraft;
  /** What the draft comes to with what is offered. */
  settled: RestrictedDraft;
  offered: FormOptions;
  onChange: (change: Partial<KeyDraft>) => void;
  /** The workspaces that come first: the current one, or those that the key has already. */
  firstIds: readonly string[];
  errors: Record<string, string>;
};

/** What is asked of a key, whether it is new or edited. */
export function KeyFields(props: KeyFieldsProps) {
  const { name, isService, choices, draft, settled, offered, onChange, firstIds, errors } = props;
  const closed = new Set(
    choices.demands.filter(({ policy, role }) => !grants(policy.keyMakers, role)).map((demand) => demand.workspace.id),
  );
  return (
    <>
      <NameField name={name} isService={isService} error={errors.name} />
      {!isService && (
        <WorkspaceChoice
          workspaces={choices.workspaces}
          firstIds={firstIds}
          chosen={draft.workspaceIds}
          onChange={(workspaceIds) => onChange({ workspaceIds })}
          // What is chosen can be taken out, whoever may choose it.
          refusalOf={({ id }) =>
            closed.has(id) && !draft.workspaceIds.includes(id) ? "Only admins may make keys for it." : null
          }
          error={errors.workspaceIds}
        />
      )}
      <LimitFields {...{ choices, draft, settled, offered, onChange, errors }} />
    </>
  );
}

type NameFieldProps = Pick<KeyFieldsProps, "name" | "isService"> & { error: string | undefined };

function NameField({ name, isService, error }: NameFieldProps) {
  const asked = isService
    ? { required: true as const }
    : { optional: true as const, help: "Without a name, your list shows how the token starts." };
  return (
    <Field label="Key name" name="name" {...asked} error={error} className="max-w-form">
      {(control) => (
        <Input
          {...control}
          defaultValue={name ?? undefined}
          autoComplete="off"
          placeholder={isService ? "Nightly report" : "Claude Desktop"}
        />
      )}
    </Field>
  );
}
