import { ChevronRight } from "lucide-react";
import { RelativeTime } from "#components/time/relative-time";
import { CodeBlock } from "#components/ui/code-block";
import { Status, type Tone } from "#components/ui/status";
import { eventName } from "#components/webhooks/event-words";
import { SendAgain } from "#components/webhooks/send-again";
import type { SendAction } from "#components/webhooks/webhook-actions";
import { counted } from "#lib/format/numbers";
import type { DeliveryView } from "#lib/webhooks/dto";
import type { DeliveryState } from "#lib/webhooks/status";

const STATES: Record<DeliveryState, { tone: Tone; word: string }> = {
  waiting: { tone: "pending", word: "Waiting" },
  delivered: { tone: "success", word: "Delivered" },
  retrying: { tone: "warning", word: "Retrying" },
  failed: { tone: "danger", word: "Failed" },
};

type DeliveryRowProps = { delivery: DeliveryView; resend: SendAction | null };

/** A message with its state, its attempts and its content. */
export function DeliveryRow({ delivery, resend }: DeliveryRowProps) {
  const { tone, word } = STATES[delivery.state];
  return (
    <article className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="grid min-w-0 gap-0.5">
          <div className="flex flex-wrap items-center gap-x-3">
            <h3 className="font-medium font-mono text-sm leading-6">{eventName(delivery.event)}</h3>
            <Status tone={tone}>{word}</Status>
          </div>
          <p className="text-muted-foreground text-sm">
            <RelativeTime at={delivery.createdAt} className="inline-block first-letter:uppercase" />
            <Progress delivery={delivery} />
          </p>
          {delivery.lastFailure && <p className="text-sm">{delivery.lastFailure}</p>}
        </div>
        {resend && delivery.state !== "waiting" && (
          <SendAgain action={resend} deliveryId={delivery.id} event={eventName(delivery.event)} />
        )}
      </div>
      <details className="group min-w-0 text-sm">
        <summary className="flex w-fit list-none items-center gap-1 rounded-sm text-muted-foreground hover:text-foreground [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
          Message
        </summary>
        <CodeBlock
          className="mt-2"
          title={`webhook-id: ${delivery.id}`}
          code={delivery.payload}
          accessibleCopyLabel="Copy message"
        />
      </details>
    </article>
  );
}

/** " · HTTP 500 · 2 attempts · Next in 4 minutes" */
function Progress({ delivery: { lastStatus, attempts, nextAttemptAt, state } }: { delivery: DeliveryView }) {
  return (
    <>
      {lastStatus !== null && <span>{` · HTTP ${lastStatus}`}</span>}
      {attempts > 0 && <span>{` · ${counted(attempts, "attempt")}`}</span>}
      {state === "retrying" && nextAttemptAt && (
        <span>
          {" · Next "}
          <RelativeTime at={nextAttemptAt} />
        </span>
      )}
    </>
  );
}
