import { ChevronRight, Webhook } from "lucide-react";
import { workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { RelativeTime } from "#components/time/relative-time";
import { EmptyState } from "#components/ui/empty-state";
import { Truncate } from "#components/ui/truncate";
import { eventsInWords } from "#components/webhooks/event-words";
import { WebhookStatus } from "#components/webhooks/webhook-status";
import type { WebhookView } from "#lib/webhooks/dto";

type WebhookListProps = { webhooks: WebhookView[]; workspaceSlug: string };

/** Lists the webhooks of a workspace. */
export function WebhookList({ webhooks, workspaceSlug }: WebhookListProps) {
  return (
    <ul aria-label="Webhooks" className="divide-y rounded-lg border bg-card">
      {webhooks.map((webhook) => (
        <li key={webhook.id}>
          <WebhookRow webhook={webhook} workspaceSlug={workspaceSlug} />
        </li>
      ))}
    </ul>
  );
}

const LOST_SECRET = "Its secret cannot be decrypted: rotate it.";

function Trouble({ failure }: { failure: string | null }) {
  return failure && <p className="text-sm">{failure}</p>;
}

/** A webhook in the list. The whole row links to its page. */
function WebhookRow({ webhook, workspaceSlug }: { webhook: WebhookView; workspaceSlug: string }) {
  const { id, url, events, lastDelivery, disabled, hasLostSecret } = webhook;
  return (
    <article className="relative flex items-center gap-3 px-4 py-3.5 transition-colors hover:bg-hover/50 sm:px-5">
      <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-0.5">
        <div className="flex min-w-0 items-center justify-between gap-4">
          <h2 className="min-w-0">
            <PageLink
              href={workspacePath(workspaceSlug, `/settings/webhooks/${id}`)}
              // The `after` box makes the whole row clickable.
              className="block truncate rounded-sm font-medium font-mono text-sm leading-6 after:absolute after:inset-0"
              title={url}
            >
              {url}
            </PageLink>
          </h2>
          <WebhookStatus {...webhook} />
        </div>
        <div className="flex min-w-0 gap-1 text-muted-foreground text-sm">
          <Truncate className="shrink">{eventsInWords(events)}</Truncate>
          {lastDelivery && (
            <span className="shrink-0">
              · Sent <RelativeTime at={lastDelivery.at} />
            </span>
          )}
        </div>
        {!disabled && <Trouble failure={hasLostSecret ? LOST_SECRET : (lastDelivery?.failure ?? null)} />}
      </div>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-muted-foreground" />
    </article>
  );
}

/**
 * Stands in place of an empty list of webhooks. The button that adds one is in the heading of the page, because it must
 * stay on the page while its dialog shows the secret of the first webhook.
 */
export function NoWebhooks() {
  return (
    <EmptyState icon={Webhook} title="No webhooks yet">
      Add a URL. Latchkey sends it a message when keys are created, rotated, revoked or leaked, when they expire soon,
      and when members leave.
    </EmptyState>
  );
}
