"use client";

import { Globe, Laptop, type LucideIcon, ShieldCheck, ShieldQuestion, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { SignOutButton } from "#components/auth/sign-out-button";
import { vouching } from "#components/keys/facts/key-mask";
import { clientTitle, targetWords } from "#components/oauth/client-words";
import type { AnswerTarget, AskingClient } from "#lib/oauth/consent/dto";

type WhoAsksProps = {
  client: AskingClient;
  target: AnswerTarget;
  /** The email of the person who is signed in. */
  person: string;
  /** The address of this page, to which somebody comes back who signs in as somebody else. */
  returnTo: string;
};

/** Shows who asks, where the answer goes, and who is asked. What is claimed looks different from what is known. */
export function WhoAsks({ client, target, person, returnTo }: WhoAsksProps) {
  const isChecked = client.vouchedBy !== "nobody";
  return (
    <dl className="grid gap-2.5 rounded-md border bg-muted px-4 py-3">
      <Row icon={isChecked ? ShieldCheck : ShieldQuestion} term="App">
        <span className="font-medium">{clientTitle(client)}</span>
        <span className={isChecked ? "text-muted-foreground" : "text-warning"}>{` · ${vouching(client)}`}</span>
      </Row>
      <Row icon={target.kind === "host" ? Globe : Laptop} term="Answer goes to">
        <span className="font-medium">{targetWords(target)}</span>
      </Row>
      <Row icon={UserRound} term="Signed in as">
        <span className="mr-3 font-medium">{person}</span>
        <SignOutButton
          returnTo={returnTo}
          variant="ghost"
          size="sm"
          className="-my-1.5 mr-2 border-0 px-0 text-muted-foreground underline underline-offset-4"
        >
          Not you?
        </SignOutButton>
      </Row>
    </dl>
  );
}

function Row({ icon: Icon, term, children }: { icon: LucideIcon; term: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2.5 sm:grid-cols-[auto_8rem_minmax(0,1fr)]">
      <Icon aria-hidden className="mt-0.5 size-4 text-muted-foreground" />
      <dt className="text-muted-foreground">{term}</dt>
      <dd className="col-start-2 min-w-0 [overflow-wrap:anywhere] sm:col-start-3">{children}</dd>
    </div>
  );
}
