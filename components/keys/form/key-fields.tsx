"use client";

import type { Noun } from "#components/keys/facts/noun";
import { LimitFields } from "#components/keys/form/limit-fields";
import { WorkspaceChoice } from "#components/keys/form/workspace-choice";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import type { FormOptions, KeyDraft, RestrictedDraft } from "#lib/keys/settings/draft";
import type { KeyChoices } from "#lib/keys/view/dto";
import { isClosed } from "#lib/policy/allowance";

/** The fields that show their own errors. */
export const KEY_FIELDS = ["name", "workspaceIds", "environment", "serverIds", "scopes"] as const;

type KeyFieldsProps = {
  name: string | null;
  /** What the settings belong to. */
  noun?: Noun;
  /** Whether a workspace owns the key. Such a key reaches only that workspace and must have a name. */
  isService: boolean;
  choices: KeyChoices;
  draft: KeyDraft;
  /** The draft without the choices that are not offered. */
  settled: RestrictedDraft;
  offered: FormOptions;
  onChange: (change: Partial<KeyDraft>) => void;
  /** The ids of the workspaces that come first in the list: the current one, or those that the key has already. */
  firstIds: readonly string[];
  errors: Record<string, string>;
};

/** The fields of a key, for a new key and for one that is edited. */
export function KeyFields(props: KeyFieldsProps) {
  const { name, noun = "key", isService, choices, draft, settled, offered, onChange, firstIds, errors } = props;
  const closed = new Set(
    choices.demands.filter((demand) => isClosed(demand, choices.client)).map(({ workspace }) => workspace.id),
  );
  return (
    <>
      <NameField name={name} noun={noun} isService={isService} error={errors.name} />
      {!isService && (
        <WorkspaceChoice
          workspaces={choices.workspaces}
          firstIds={firstIds}
          chosen={draft.workspaceIds}
          onChange={(workspaceIds) => onChange({ workspaceIds })}
          // A workspace that is chosen already can be removed, even by a person who may not choose it.
          refusalOf={({ id }) => (closed.has(id) && !draft.workspaceIds.includes(id) ? CLOSED[noun] : null)}
          noun={noun}
          error={errors.workspaceIds}
        />
      )}
      <LimitFields {...{ noun, choices, draft, settled, offered, onChange, errors }} />
    </>
  );
}

/** Why a workspace cannot be chosen. */
const CLOSED: Record<Noun, string> = {
  key: "Only admins may create keys for it.",
  app: "Its policy does not let you connect this app.",
};

type NameFieldProps = Pick<KeyFieldsProps, "name" | "isService"> & { noun: Noun; error: string | undefined };

function NameField({ name, noun, isService, error }: NameFieldProps) {
  const nameRule = isService ? { required: true as const } : { optional: true as const, help: WITHOUT_NAME[noun] };
  return (
    <Field label={noun === "app" ? "Name" : "Key name"} name="name" {...nameRule} error={error} className="max-w-form">
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

const WITHOUT_NAME: Record<Noun, string> = {
  key: "Without a name, your list shows the start of the token.",
  app: "By this name you recognise it in your list of connected apps.",
};
