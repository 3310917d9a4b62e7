import { Card, CardBody, CardHeader } from "#components/ui/card";
import { DeliveryRow } from "#components/webhooks/delivery-row";
import { RefreshWhile } from "#components/webhooks/refresh-while";
import type { SendAction } from "#components/webhooks/webhook-actions";
import type { DeliveryView, WebhookDetail } from "#lib/webhooks/dto";

type DeliveryListProps = { webhook: WebhookDetail; resend: SendAction };

/** Lists the last messages of a webhook, the newest first. */
export function DeliveryList({ webhook, resend }: DeliveryListProps) {
  const { deliveries } = webhook;
  return (
    <Card aria-labelledby="deliveries">
      <CardHeader
        id="deliveries"
        title="Deliveries"
        description="The last 50 messages of the past 30 days. A message that fails is tried 8 times within a day."
      />
      <RefreshWhile condition={deliveries.some(changesSoon)} />
      {deliveries.length > 0 ? (
        <ul aria-label="Deliveries" className="mt-4 divide-y border-t">
          {deliveries.map((delivery) => (
            <li key={delivery.id}>
              <DeliveryRow delivery={delivery} resend={webhook.disabled ? null : resend} />
            </li>
          ))}
        </ul>
      ) : (
        <CardBody className="text-muted-foreground">
          No message has been sent yet. Send a test to see whether the receiver accepts it.
        </CardBody>
      )}
    </Card>
  );
}

/** Whether the next attempt comes within seconds. The second attempt does; later attempts come much later. */
function changesSoon({ state, attempts }: DeliveryView): boolean {
  return state === "waiting" || (state === "retrying" && attempts === 1);
}
