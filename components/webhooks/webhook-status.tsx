import { Status } from "#components/ui/status";
import type { WebhookView } from "#lib/webhooks/dto";

/** Shows whether a webhook is disabled, or else the result of its last message. */
export function WebhookStatus({ disabled, lastDelivery }: Pick<WebhookView, "disabled" | "lastDelivery">) {
  if (disabled) return <Status tone={disabled.reason === "admin" ? "neutral" : "danger"}>Disabled</Status>;
  if (!lastDelivery || lastDelivery.state === "waiting") return <Status tone="pending">Nothing sent yet</Status>;
  if (lastDelivery.state === "delivered") return <Status tone="success">Delivering</Status>;
  return <Status tone="warning">Failing</Status>;
}
