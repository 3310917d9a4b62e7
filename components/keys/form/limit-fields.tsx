"use client";

import type { Noun } from "#components/keys/facts/noun";
import { AccessChoice } from "#components/keys/form/access-choice";
import { EnvironmentChoice } from "#components/keys/form/environment-choice";
import { ServerChoice } from "#components/keys/form/server-choice";
import type { FormOptions, KeyDraft, RestrictedDraft } from "#lib/keys/settings/draft";
import type { KeyChoices } from "#lib/keys/view/dto";

type LimitFieldsProps = {
  noun: Noun;
  choices: KeyChoices;
  draft: KeyDraft;
  /** The draft without the choices that are not offered. */
  settled: RestrictedDraft;
  offered: FormOptions;
  onChange: (change: Partial<KeyDraft>) => void;
  errors: Record<string, string>;
};

/** Asks to what a key is limited within its workspaces: an environment, servers and scopes. */
export function LimitFields({ noun, choices, draft, settled, offered, onChange, errors }: LimitFieldsProps) {
  return (
    <>
      <EnvironmentChoice
        noun={noun}
        environments={offered.environments}
        environment={draft.environment}
        onChange={(environment) => onChange({ environment })}
        error={errors.environment}
      />
      <ServerChoice
        servers={offered.servers}
        workspaceNames={new Map(choices.workspaces.map((workspace) => [workspace.id, workspace.name]))}
        mode={draft.servers}
        chosen={draft.serverIds}
        onChange={onChange}
        error={errors.serverIds}
      />
      <AccessChoice
        access={settled.access}
        scopes={draft.scopes}
        onChange={onChange}
        fullDeniedBy={offered.allowance.fullAccessDeniedBy}
        error={errors.scopes}
      />
    </>
  );
}
