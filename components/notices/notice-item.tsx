"use client";

import { Check, CircleCheck, Clock, type LucideIcon, ShieldAlert, Unplug, Webhook } from "lucide-react";
import { workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { noticeWords } from "#components/notices/notice-words";
import { useClock } from "#components/time/clock-provider";
import { RelativeTime } from "#components/time/relative-time";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import type { NoticeView } from "#lib/notices/dto";

const ICONS: Record<NoticeView["kind"], { icon: LucideIcon; mark: string }> = {
  "key.expires_in_7_days": { icon: Clock, mark: "text-muted-foreground" },
  "key.expires_in_1_day": { icon: Clock, mark: "text-warning" },
  "key.leaked": { icon: ShieldAlert, mark: "text-danger-text" },
  "webhook.disabled": { icon: Webhook, mark: "text-danger-text" },
  "upstream.failing": { icon: Unplug, mark: "text-danger-text" },
  "upstream.recovered": { icon: CircleCheck, mark: "text-success" },
};

type NoticeItemProps = { notice: NoticeView; onRead: () => void; onOpen: () => void };

/** One notice. Its title opens the page of the key, webhook or server and marks the notice as read. */
export function NoticeItem({ notice, onRead, onOpen }: NoticeItemProps) {
  const { now } = useClock();
  const { kind, at, isRead } = notice;
  const { href, place } = subjectOf(notice);
  const { icon: Icon, mark } = ICONS[kind];
  const { title, advice } = noticeWords(notice, now);
  return (
    <article className="relative flex items-start gap-2.5 px-3 py-2.5 hover:bg-hover/50">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", mark)} />
      <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-0.5 break-words">
        <h3 className={cn("text-base", isRead ? "font-normal" : "font-medium")}>
          {!isRead && <span className="sr-only">Unread: </span>}
          {href ? (
            <PageLink href={href} onClick={onOpen} className="rounded-sm after:absolute after:inset-0">
              {title}
            </PageLink>
          ) : (
            <span>{title}</span>
          )}
        </h3>
        <p className="text-muted-foreground text-sm">{advice}</p>
        <p className="text-muted-foreground text-xs">
          <RelativeTime at={at} className="inline-block first-letter:uppercase" />
          {place && <span>{` · ${place}`}</span>}
        </p>
      </div>
      {!isRead && (
        <Button
          variant="ghost"
          size="icon"
          className="relative size-7"
          aria-label={`Mark as read: ${title}`}
          title="Mark as read"
          onClick={onRead}
        >
          <Check aria-hidden />
        </Button>
      )}
    </article>
  );
}

/** The page of the key, webhook or server that a notice is about, and the workspace that owns it, if one does. */
function subjectOf(notice: NoticeView): { href: string | null; place: string | null } {
  if (notice.kind === "webhook.disabled") {
    const { webhook, workspace } = notice;
    return { href: workspacePath(workspace.slug, `/settings/webhooks/${webhook.id}`), place: workspace.name };
  }
  if ("upstream" in notice) {
    const { upstream, workspace } = notice;
    return { href: workspacePath(workspace.slug, `/settings/servers/${upstream.id}`), place: workspace.name };
  }
  const { key, serviceWorkspaceName, workspaceSlug } = notice;
  return {
    href: workspaceSlug && workspacePath(workspaceSlug, `/settings/mcp/${key.id}`),
    place: serviceWorkspaceName && `Service key of ${serviceWorkspaceName}`,
  };
}
