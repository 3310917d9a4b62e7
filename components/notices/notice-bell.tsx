"use client";

import { Bell } from "lucide-react";
import { useOptimistic, useRef, useState, useTransition } from "react";
import { NoticeItem } from "#components/notices/notice-item";
import { bellLabel } from "#components/notices/notice-words";
import { Button } from "#components/ui/button";
import { FieldError } from "#components/ui/field";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover";
import { useFormAction } from "#components/ui/use-form-action";
import { type FormState, IDLE } from "#lib/form";
import type { NoticeView } from "#lib/notices/dto";

const BADGE_MAX = 9;

/** The server action that marks notices as read. Their ids are sent as `noticeId`. */
export type MarkNoticesRead = (previous: FormState, formData: FormData) => Promise<FormState>;

type NoticeBellProps = {
  notices: NoticeView[];
  markRead: MarkNoticesRead;
  /** Where the list opens: `top` at the bottom of the sidebar, `bottom` in the bar of narrow screens. */
  side: "top" | "bottom";
};

/** A bell with the number of unread notices. It opens the list of notices. */
export function NoticeBell({ notices, markRead, side }: NoticeBellProps) {
  const [open, setOpen] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  const [state, submit] = useFormAction<FormState>(markRead, IDLE);
  const [, startTransition] = useTransition();
  const [shown, read] = useOptimistic(notices, (all, ids: string[]) =>
    all.map((notice) => (ids.includes(notice.id) ? { ...notice, isRead: true } : notice)),
  );
  const unread = shown.filter(({ isRead }) => !isRead).map(({ id }) => id);
  const mark = (ids: string[]) => {
    if (ids.length === 0) return;
    // The button that was pressed disappears, so the panel takes the focus.
    panel.current?.focus();
    startTransition(() => {
      const formData = new FormData();
      for (const id of ids) formData.append("noticeId", id);
      read(ids);
      submit(formData);
    });
  };
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        aria-label={bellLabel(unread.length)}
        className="relative grid size-9 shrink-0 place-items-center rounded-md text-muted-foreground hover:bg-hover hover:text-foreground data-[state=open]:bg-hover"
      >
        <Bell aria-hidden className="size-4" />
        <Badge count={unread.length} />
      </PopoverTrigger>
      <PopoverContent ref={panel} label="Notices" side={side} align="end" className="w-88 max-w-[calc(100vw-1rem)]">
        <div className="flex min-h-10 items-center justify-between gap-2 border-b py-1 pr-1.5 pl-3">
          <h2 className="text-base">Notices</h2>
          {unread.length > 0 && (
            <Button variant="ghost" size="sm" onClick={() => mark(unread)}>
              Mark all as read
            </Button>
          )}
        </div>
        {state.status === "error" && <FieldError>{state.message}</FieldError>}
        <NoticeList
          notices={shown}
          onRead={(id) => mark([id])}
          onOpen={({ id, isRead }) => {
            setOpen(false);
            if (!isRead) mark([id]);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function Badge({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span
      aria-hidden
      className="absolute top-0.5 right-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-primary px-1 font-medium text-xs leading-none text-primary-foreground"
    >
      {count > BADGE_MAX ? `${BADGE_MAX}+` : count}
    </span>
  );
}

type NoticeListProps = {
  notices: NoticeView[];
  onRead: (id: string) => void;
  onOpen: (notice: NoticeView) => void;
};

function NoticeList({ notices, onRead, onOpen }: NoticeListProps) {
  if (notices.length === 0) {
    return (
      <p className="px-3 py-4 text-muted-foreground">
        No notices. Expiring keys, leaked keys, failing webhooks and MCP servers that do not work appear here.
      </p>
    );
  }
  return (
    <ul aria-label="Notices" className="max-h-96 min-h-0 divide-y overflow-y-auto">
      {notices.map((notice) => (
        <li key={notice.id}>
          <NoticeItem notice={notice} onRead={() => onRead(notice.id)} onOpen={() => onOpen(notice)} />
        </li>
      ))}
    </ul>
  );
}
