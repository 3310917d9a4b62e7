"use client";

import { useEffect } from "react";
import { AuthFrame } from "#components/frame/auth-frame";
import { clientTitle, continueLabel } from "#components/oauth/client-words";
import { buttonStyles } from "#components/ui/button";
import type { AnswerTarget, AskingClient } from "#lib/oauth/consent/dto";

type AnswerGivenProps = {
  client: AskingClient;
  target: AnswerTarget;
  person: string;
  isConnected: boolean;
  /** The address of the client, with the answer. */
  answerTo: string;
};

/**
 * Takes the browser to the client. An app or a program on this device may show no page of its own, so this one says that
 * it is done. Without JavaScript the link leads there.
 */
export function AnswerGiven({ client, target, person, isConnected, answerTo }: AnswerGivenProps) {
  useGoTo(answerTo);
  const title = isConnected ? `${clientTitle(client)} is connected` : `${clientTitle(client)} is not connected`;
  return (
    <AuthFrame title={title} person={person}>
      <p role="status">
        {target.kind === "host"
          ? `You are on the way back to ${target.name}.`
          : "Your client goes on by itself. You can close this tab."}
      </p>
      <ContinueLink target={target} answerTo={answerTo} />
    </AuthFrame>
  );
}

/** Leaves for another site or an app. The page that asked does not stay in the history, because its answer is given. */
export function useGoTo(address: string): void {
  useEffect(() => window.location.replace(address), [address]);
}

/** An ordinary link, because the router of the pages knows no other sites. */
export function ContinueLink({ target, answerTo }: { target: AnswerTarget; answerTo: string }) {
  return (
    <a href={answerTo} rel="noreferrer" className={buttonStyles({ variant: "secondary" })}>
      <span className="truncate">{continueLabel(target)}</span>
    </a>
  );
}
