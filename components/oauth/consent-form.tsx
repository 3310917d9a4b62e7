"use client";

import { type MouseEvent, useId, useState } from "react";
import { PROOF_FIELDS, ProofFields } from "#components/auth/proof-fields";
import { fieldErrors, formMessage } from "#components/form/form-state";
import { clientTitle } from "#components/oauth/client-words";
import { CHOICE_FIELDS, ConsentChoices } from "#components/oauth/consent-choices";
import { ConnectedBefore, EarlierChoice } from "#components/oauth/earlier-choice";
import { Button } from "#components/ui/button";
import { Form } from "#components/ui/form";
import { FormNotice, Notice } from "#components/ui/notice";
import { useSettled } from "#components/ui/use-settled";
import type { FormState } from "#lib/form";
import type { KeyChoices } from "#lib/keys/view/dto";
import { asksForMore, consentDraft } from "#lib/oauth/consent/consent-draft";
import type { Consent, ConsentAnswer } from "#lib/oauth/consent/dto";

const FIELDS = [...CHOICE_FIELDS, ...PROOF_FIELDS] as const;

/** A form of this page: what became of it, how it is sent, and whether it is under way. */
export type AnswerForm = [state: FormState<ConsentAnswer>, submit: (form: FormData) => void, isPending: boolean];

export type ConsentFormProps = {
  consent: Consent;
  choices: KeyChoices;
  /** The workspaces that are chosen for a new app. */
  workspaceIds: string[];
  /** The query of the page's address: what the client asks. */
  query: string;
};

/** The form with which a person connects an app, and the button with which they do not. */
export function ConsentForm({
  connect,
  refuse,
  ...props
}: ConsentFormProps & Record<"connect" | "refuse", AnswerForm>) {
  const { consent, choices, workspaceIds, query } = props;
  const { client, wanted, earlier, isShared, newName } = consent;
  const [state, submit, isConnecting] = connect;
  const [refusal, sendRefusal, isRefusing] = refuse;
  const [appId, setAppId] = useState(consent.againId);
  const isSettled = useSettled();
  const id = useId();
  const again = earlier.find((app) => app.id === appId) ?? null;
  const errors = fieldErrors(state);
  const isPending = isConnecting || isRefusing;
  return (
    <>
      <Form
        id={id}
        action={submit}
        state={state}
        keep={`connect ${client.name}`}
        className="grid grid-cols-[minmax(0,1fr)] gap-5"
      >
        <input type="hidden" name="query" value={query} />
        {isShared && earlier.length > 0 && (
          <EarlierChoice earlier={earlier} chosen={appId} newName={newName} onChoose={setAppId} />
        )}
        {!isShared && again && (
          <>
            <input type="hidden" name="appId" value={again.id} />
            <p className="text-muted-foreground">
              <ConnectedBefore app={again} />
              <span>. It keeps its choices, and the earlier connection ends.</span>
            </p>
          </>
        )}
        {again && asksForMore(again, wanted) && (
          <Notice tone="warning">{`${clientTitle(client)} asks for more than it could do before.`}</Notice>
        )}
        <ConsentChoices
          key={appId}
          choices={choices}
          initial={consentDraft({ wanted, earlier: again, workspaceIds })}
          name={again?.name ?? newName}
          isDecided={again !== null || choices.workspaces.length === 1}
          errors={errors}
        />
        <div className="max-w-form empty:hidden">
          <ProofFields errors={errors} />
        </div>
        <FormNotice message={formMessage(state, FIELDS) ?? formMessage(refusal, [])} />
      </Form>
      <div className="flex flex-wrap justify-end gap-2">
        <Form action={sendRefusal} state={refusal}>
          <input type="hidden" name="query" value={query} />
          <Button type="submit" pending={isRefusing} aria-disabled={isConnecting} onClick={ignoreIf(isConnecting)}>
            Cancel
          </Button>
        </Form>
        <Button
          type="submit"
          form={id}
          variant="primary"
          pending={isConnecting}
          aria-disabled={!isSettled || isPending}
          onClick={ignoreIf(!isSettled || isPending)}
        >
          {again ? "Connect again" : "Connect"}
        </Button>
      </div>
    </>
  );
}

function ignoreIf(isOff: boolean) {
  return (event: MouseEvent) => {
    if (isOff) event.preventDefault();
  };
}
