import { RelativeTime } from "#components/time/relative-time";
import { Notice } from "#components/ui/notice";
import type { DisabledReason, WebhookView } from "#lib/webhooks/dto";

const TITLES: Record<DisabledReason, string> = {
  admin: "This webhook is disabled",
  failing: "Latchkey disabled this webhook, because no message could be delivered for 3 days",
  gone: "Latchkey disabled this webhook, because its receiver answered that it accepts no more messages (HTTP 410)",
};

/** Says why a webhook is disabled and what to do. Renders nothing for an enabled webhook. */
export function WebhookNotice({ disabled }: Pick<WebhookView, "disabled">) {
  if (!disabled) return null;
  return (
    <Notice tone={disabled.reason === "admin" ? "info" : "danger"} title={TITLES[disabled.reason]}>
      Disabled <RelativeTime at={disabled.at} />.{" "}
      {disabled.reason === "admin"
        ? "Enable it to get messages about new events."
        : "Correct the URL or the receiver, enable the webhook, and send a test."}
    </Notice>
  );
}
