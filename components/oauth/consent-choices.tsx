"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { ExpiryChoice } from "#components/keys/form/expiry-choice";
import { KEY_FIELDS, KeyFields } from "#components/keys/form/key-fields";
import { useKeyDraft } from "#components/keys/form/use-key-draft";
import { KeyPreview } from "#components/keys/preview/key-preview";
import { choicesSentence } from "#components/oauth/choices-sentence";
import type { KeyDraft } from "#lib/keys/settings/draft";
import { expiryOptions, restrictExpiry, typedDays } from "#lib/keys/settings/expiry-options";
import { EXPIRES_IN_DAYS_DEFAULT } from "#lib/keys/settings/limits";
import type { KeyChoices } from "#lib/keys/view/dto";

/** The fields that show their own errors. */
export const CHOICE_FIELDS = [...KEY_FIELDS, "expiresInDays"] as const;

type ConsentChoicesProps = {
  choices: KeyChoices;
  initial: KeyDraft;
  name: string;
  /** Whether there is little to choose: one workspace, or an app that is connected again. */
  isDecided: boolean;
  errors: Record<string, string>;
};

/** The choices for an app, the same as for a key. Where there is little to choose they are folded to a sentence. */
export function ConsentChoices({ choices, initial, name, isDecided, errors }: ConsentChoicesProps) {
  const fields = useKeyDraft(choices, initial);
  const [expiry, setExpiry] = useState({ expires: String(EXPIRES_IN_DAYS_DEFAULT), days: "" });
  const options = expiryOptions(fields.offered.allowance);
  const expires = restrictExpiry(expiry.expires, options);
  const days = expires === "never" ? null : typedDays(expires === "custom" ? expiry.days : expires, options);
  const [isOpened, setOpened] = useState(!isDecided || initial.workspaceIds.length === 0);
  const isOpen = isOpened || CHOICE_FIELDS.some((field) => errors[field]);
  const chosen = choices.workspaces.filter(({ id }) => fields.settled.workspaceIds.includes(id));
  const workspaceNames = chosen.map((workspace) => workspace.name);
  return (
    <>
      <details
        open={isOpen}
        onToggle={(event) => setOpened(event.currentTarget.open)}
        className="group min-w-0 rounded-md border"
      >
        <summary className="flex list-none items-start gap-2 rounded-md px-4 py-3 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90"
          />
          <span className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">
            {choicesSentence({ ...fields.settled, workspaceNames, days })}
          </span>
          <span className="shrink-0 text-muted-foreground underline underline-offset-4">
            {isOpen ? "Close" : "Change"}
          </span>
        </summary>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5 border-t px-4 py-4">
          <KeyFields
            {...fields}
            {...{ choices, errors, name }}
            noun="app"
            isService={false}
            firstIds={initial.workspaceIds}
          />
          <ExpiryChoice
            noun="app"
            choice={expires}
            days={expiry.days}
            onChange={(change) => setExpiry({ ...expiry, ...change })}
            options={options}
            allowance={fields.offered.allowance}
            error={errors.expiresInDays}
          />
        </div>
      </details>
      <KeyPreview
        noun="app"
        request={{ keyId: null, clientId: choices.client?.clientId, ...fields.settled, expiresInDays: days }}
      />
    </>
  );
}
