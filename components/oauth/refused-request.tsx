"use client";

import { AuthFrame } from "#components/frame/auth-frame";
import { ContinueLink, useGoTo } from "#components/oauth/answer-given";
import { clientTitle } from "#components/oauth/client-words";
import type { AnswerTarget, AskingClient } from "#lib/oauth/consent/dto";

type RefusedRequestProps = {
  client: AskingClient;
  target: AnswerTarget;
  person: string | null;
  problem: string;
  answerTo: string;
  /** Whether the browser goes to the client without a click. */
  goesByItself: boolean;
};

/** Says what is wrong with the request of a client, which learns it at its own address. */
export function RefusedRequest({ client, target, person, problem, answerTo, goesByItself }: RefusedRequestProps) {
  return (
    <AuthFrame title={`${clientTitle(client)} cannot be connected`} person={person}>
      <p className="break-words">{`The app asked in a way that Latchkey cannot answer: ${problem}`}</p>
      <p className="text-muted-foreground">
        Update the app, or remove the server there and add it again. If this stays, tell those who make the app.
      </p>
      {goesByItself && <Leave answerTo={answerTo} />}
      <ContinueLink target={target} answerTo={answerTo} />
    </AuthFrame>
  );
}

function Leave({ answerTo }: { answerTo: string }) {
  useGoTo(answerTo);
  return <p role="status">You can close this tab.</p>;
}
