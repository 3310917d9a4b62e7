import { AuditEvent } from "#components/audit/audit-event";
import { KeySection } from "#components/key-page/key-section";
import type { Noun } from "#components/keys/facts/noun";
import { CardBody } from "#components/ui/card";
import type { AuditEventView } from "#lib/audit-log/dto";

type KeyHistoryProps = { noun: Noun; history: { events: AuditEventView[]; hasMore: boolean } };

/** Shows the latest audit events of a key, the newest first. */
export function KeyHistory({ noun, history: { events, hasMore } }: KeyHistoryProps) {
  const description = hasMore
    ? `The last ${events.length} events.`
    : `Changes to this ${noun}, and its requests that were refused.`;
  return (
    <KeySection id="history" description={description}>
      {events.length > 0 ? (
        <ul
          aria-label={`History of the ${noun}`}
          className="@container mt-4 divide-y overflow-hidden rounded-b-lg border-t"
        >
          {events.map((event) => (
            <AuditEvent key={event.id} event={event} />
          ))}
        </ul>
      ) : (
        <CardBody className="text-muted-foreground">{`No events of this ${noun} are stored.`}</CardBody>
      )}
    </KeySection>
  );
}
