"use client";

import { AuthFrame } from "#components/frame/auth-frame";
import { AnswerGiven } from "#components/oauth/answer-given";
import { clientTitle } from "#components/oauth/client-words";
import type { AnswerAction } from "#components/oauth/consent-page";
import { WhoAsks } from "#components/oauth/who-asks";
import { ButtonLink } from "#components/ui/button";
import { Form } from "#components/ui/form";
import { FormNotice, Notice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";
import { nameList } from "#lib/format/names";
import type { Consent, ConsentAnswer } from "#lib/oauth/consent/dto";

type NothingToConnectProps = {
  consent: Consent;
  /** The names of the workspaces in which the person may connect no apps; empty for a person without a workspace. */
  closed: string[];
  person: string;
  returnTo: string;
  query: string;
  refuseAction: AnswerAction;
};

/** Says to somebody who can connect no app why, and what to do. */
export function NothingToConnect({ consent, closed, person, returnTo, query, refuseAction }: NothingToConnectProps) {
  const { client, target } = consent;
  const [state, refuse] = useFormAction<FormState<ConsentAnswer>>(refuseAction, IDLE);
  if (state.status === "done") {
    return <AnswerGiven {...{ client, target, person }} isConnected={false} answerTo={state.data.answerTo} />;
  }
  return (
    <AuthFrame wide title={`${clientTitle(client)} wants to use your MCP servers`} person={person}>
      <WhoAsks client={client} target={target} person={person} returnTo={returnTo} />
      {closed.length > 0 ? (
        <Notice tone="warning" title="You may not connect apps">
          {`The policy of ${nameList(closed)} does not let you connect this app. Ask an admin, then reload this page.`}
        </Notice>
      ) : (
        <Notice tone="warning" title="You belong to no workspace yet">
          Ask an admin for an invitation and reload this page once you have accepted it, or create a workspace.
        </Notice>
      )}
      <FormNotice message={state.status === "error" ? state.message : undefined} />
      <div className="flex flex-wrap justify-end gap-2">
        <Form action={refuse} state={state}>
          <input type="hidden" name="query" value={query} />
          <SubmitButton variant="secondary">Cancel</SubmitButton>
        </Form>
        {closed.length === 0 && (
          <ButtonLink href={`/new-workspace?callbackUrl=${encodeURIComponent(returnTo)}`} variant="primary">
            Create a workspace
          </ButtonLink>
        )}
      </div>
    </AuthFrame>
  );
}
