"use client";

import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { ClientName } from "#components/clients/client-name";
import { problemWords } from "#components/connection/problem-words";
import type { ConnectionState } from "#components/connection/use-connection";
import { Notice } from "#components/ui/notice";
import { Spinner } from "#components/ui/spinner";

type ConnectionStatusProps = ConnectionState & {
  /** Shown until a client connects: "Waiting for the first connection…" */
  waiting: ReactNode;
};

/** Shows whether a client has connected, or what is wrong with the request of one that tried. Announces each change. */
export function ConnectionStatus({ answer, isOutOfReach, waiting }: ConnectionStatusProps) {
  const problem = answer && !answer.connected ? answer.problem : null;
  const isWaiting = !isOutOfReach && !answer?.connected;
  return (
    <div aria-live="polite" className="grid min-w-0 gap-2">
      {answer?.connected ? (
        <p className="flex min-w-0 items-start gap-2 font-medium text-success">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 break-words">
            Connected: <ClientName {...answer.connected} unnamed="a client" />, {answer.tools ?? 0}{" "}
            {answer.tools === 1 ? "tool" : "tools"}
          </span>
        </p>
      ) : (
        <p className="flex items-start gap-2 text-muted-foreground">
          <Spinner className="mt-0.5" />
          <span>{isOutOfReach ? "Latchkey does not answer at the moment. Trying again…" : waiting}</span>
        </p>
      )}
      {isWaiting && !problem && (
        <p className="text-muted-foreground text-sm">
          If your client shows an error, check that its configuration has the header “Authorization: Bearer ” followed
          by the key.
        </p>
      )}
      {problem && <Problem problem={problem} />}
    </div>
  );
}

function Problem({ problem }: { problem: Parameters<typeof problemWords>[0] }) {
  const { title, advice } = problemWords(problem);
  return (
    <Notice tone="warning" title={title}>
      {advice}
    </Notice>
  );
}
