import { RelativeTime } from "#components/time/relative-time";
import { Card } from "#components/ui/card";
import { Fact, Facts } from "#components/ui/fact";
import { eventsInWords } from "#components/webhooks/event-words";
import { WebhookStatus } from "#components/webhooks/webhook-status";
import type { WebhookView } from "#lib/webhooks/dto";

/** Shows the status and settings of a webhook. */
export function WebhookFacts({ webhook }: { webhook: WebhookView }) {
  const { events, createdAt, oldSecretUntil } = webhook;
  return (
    <Card aria-label="About this webhook">
      <Facts>
        <Fact term="Status">
          <span role="status">
            <WebhookStatus {...webhook} />
          </span>
        </Fact>
        <Fact term="Events">
          <span title={events.join(", ")}>{eventsInWords(events)}</span>
        </Fact>
        <Fact term="Added">
          <RelativeTime at={createdAt} className="inline-block first-letter:uppercase" />
        </Fact>
        {oldSecretUntil && (
          <Fact term="Old secret">
            Ends <RelativeTime at={oldSecretUntil} />
          </Fact>
        )}
      </Facts>
    </Card>
  );
}
