"use client";

import { AuthFrame } from "#components/frame/auth-frame";
import { AnswerGiven } from "#components/oauth/answer-given";
import { clientTitle, targetWords } from "#components/oauth/client-words";
import { ConsentForm, type ConsentFormProps } from "#components/oauth/consent-form";
import { WhoAsks } from "#components/oauth/who-asks";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";
import type { Consent, ConsentAnswer } from "#lib/oauth/consent/dto";

export type AnswerAction = (previous: FormState<ConsentAnswer>, form: FormData) => Promise<FormState<ConsentAnswer>>;

type ConsentPageProps = ConsentFormProps & {
  /** The email of the person who is signed in. */
  person: string;
  /** The address of this page. */
  returnTo: string;
  connectAction: AnswerAction;
  refuseAction: AnswerAction;
};

/** The page on which a person agrees that a client acts for them, or does not. */
export function ConsentPage({ person, returnTo, connectAction, refuseAction, ...form }: ConsentPageProps) {
  const { client, target } = form.consent;
  const connect = useFormAction<FormState<ConsentAnswer>>(connectAction, IDLE);
  const refuse = useFormAction<FormState<ConsentAnswer>>(refuseAction, IDLE);
  if (connect[0].status === "done") {
    return <AnswerGiven {...{ client, target, person }} isConnected answerTo={connect[0].data.answerTo} />;
  }
  if (refuse[0].status === "done") {
    return <AnswerGiven {...{ client, target, person }} isConnected={false} answerTo={refuse[0].data.answerTo} />;
  }
  return (
    <AuthFrame
      wide
      title={`${clientTitle(client)} wants to use your MCP servers`}
      person={person}
      description={startedWords(form.consent)}
    >
      <WhoAsks client={client} target={target} person={person} returnTo={returnTo} />
      <ConsentForm {...form} connect={connect} refuse={refuse} />
    </AuthFrame>
  );
}

function startedWords({ target }: Consent): string {
  return target.kind === "host"
    ? `Connect it only if you have just started this at ${targetWords(target)}.`
    : "Connect it only if you have just started this on this device.";
}
