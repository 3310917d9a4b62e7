import { AuditEvent } from "#components/audit/audit-event";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import type { AuditEventView } from "#lib/audit-log/dto";

type KeyHistoryProps = {
  history: { events: AuditEventView[]; hasMore: boolean };
  /** The heading's, for links to this part of the page. */
  id?: string;
};

/** What happened to a key, the newest first. */
export function KeyHistory({ history, id }: KeyHistoryProps) {
  const { events, hasMore } = history;
  const description = hasMore ? `The last ${events.length} events.` : "Who changed it, when, and what was refused.";
  return (
    <Card>
      <CardHeader id={id} title="History" description={description} />
      {events.length > 0 ? (
        <ul aria-label="History of the key" className="@container mt-4 divide-y border-t">
          {events.map((event) => (
            <AuditEvent key={event.id} event={event} />
          ))}
        </ul>
      ) : (
        <CardBody className="text-muted-foreground">Nothing has happened to it that is still kept.</CardBody>
      )}
    </Card>
  );
}
