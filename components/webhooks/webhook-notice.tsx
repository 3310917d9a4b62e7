import { RelativeTime } from "#components/time/relative-time";
import { Notice } from "#components/ui/notice";
import type { DisabledReason, WebhookView } from "#lib/webhooks/dto";

const TITLES: Record<DisabledReason, string> = {
  admin: "This webhook is disabled",
  failing: "Latchkey disabled this webhook, because nothing could be delivered for 3 days",
  gone: "Latchkey disabled this webhook, because its address wants no more messages (HTTP 410)",
};

/** Why a webhook is told nothing, and what to do; nothing while it is enabled. */
export function WebhookNotice({ disabled }: Pick<WebhookView, "disabled">) {
  if (!disabled) return null;
  return (
    <Notice tone={disabled.reason === "admin" ? "info" : "danger"} title={TITLES[disabled.reason]}>
      Disabled <RelativeTime at={disabled.at} />.{" "}
      {disabled.reason === "admin"
        ? "Enable it to be told of what happens from then on."
        : "Correct the URL or the receiver, enable the webhook, and send a test."}
    </Notice>
  );
}
