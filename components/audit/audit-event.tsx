import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { AuditChanges } from "#components/audit/audit-changes";
import { ExactTime } from "#components/time/exact-time";
import { RelativeTime } from "#components/time/relative-time";
import { Avatar } from "#components/ui/avatar";
import type { AuditEventView, AuditFact } from "#lib/audit-log/dto";

type AuditEventProps = {
  event: AuditEventView;
  /** Links to related events, shown last. */
  children?: ReactNode;
};

/** An audit event: who, what and when on one line, or on a card where space is short. Opening it shows the rest. */
export function AuditEvent({ event, children }: AuditEventProps) {
  const { actor, summary, at, changes, facts, address } = event;
  const addressFact: AuditFact[] = address === null ? [] : [{ label: "From the address", value: address }];
  return (
    <li>
      <details className="group">
        <summary className="flex cursor-pointer list-none items-start gap-3 px-4 py-3 hover:bg-hover focus-visible:outline-2 focus-visible:outline-ring focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90"
          />
          <div className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 @2xl:grid-cols-[11rem_minmax(0,1fr)_auto]">
            <span className="flex min-w-0 items-center gap-2 font-medium">
              <Avatar name={actor.name} className="size-5" />
              <span className="truncate" title={actor.name}>
                {actor.name}
              </span>
            </span>
            <span className="min-w-0 [overflow-wrap:anywhere]">{summary}</span>
            <span className="whitespace-nowrap text-muted-foreground text-sm">
              <RelativeTime at={at} className="inline-block first-letter:uppercase" />
            </span>
          </div>
        </summary>
        <div className="grid gap-4 border-t bg-muted/40 px-4 py-3 text-sm @2xl:pl-11">
          {changes.length > 0 && <AuditChanges changes={changes} />}
          <Facts facts={[...facts, ...addressFact]} at={at} />
          {children}
        </div>
      </details>
    </li>
  );
}

function Facts({ facts, at }: { facts: AuditFact[]; at: Date }) {
  return (
    <dl className="grid gap-1.5">
      <Fact label="When">
        <ExactTime at={at} />
      </Fact>
      {facts.map(({ label, value }) => (
        <Fact key={label} label={label}>
          {value}
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
