import { RelativeTime } from "#components/time/relative-time";
import { Notice } from "#components/ui/notice";
import type { DisabledReason, WebhookView } from "#lib/webhooks/dto";

const TITLES: Record<DisabledReason, string> = {
  admin: "This webhook is disabled",
  failing: "Latchkey disabled this webhook, because no message could be delivered for 3 days",
  gone: "Latchkey disabled this webhook, because its receiver answered that it accepts no more messages (HTTP 410)",
};

/** Says why a webhook sends nothing and what to do. Renders nothing for one that works. */
export function WebhookNotice({ disabled, hasLostSecret }: Pick<WebhookView, "disabled" | "hasLostSecret">) {
  if (!disabled) {
    return (
      hasLostSecret && (
        <Notice tone="danger" title="Its secret cannot be decrypted, so no message is sent">
          ENCRYPTION_KEY has changed since it was stored. Rotate the secret, and give the new one to the receiver.
        </Notice>
      )
    );
  }
  return (
    <Notice tone={disabled.reason === "admin" ? "info" : "danger"} title={TITLES[disabled.reason]}>
      Disabled <RelativeTime at={disabled.at} />.{" "}
      {disabled.reason === "admin"
        ? "Enable it to get messages about new events."
        : "Correct the URL or the receiver, enable the webhook, and send a test."}
    </Notice>
  );
}
