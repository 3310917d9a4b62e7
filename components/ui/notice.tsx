"use client";

import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { type ReactNode, use } from "react";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { reloadKeepingForms } from "#components/ui/unsaved-forms";
import { FormContext } from "#components/ui/use-kept-input";

const TONES = {
  info: { icon: Info, box: "border-border bg-muted", mark: "text-muted-foreground" },
  warning: { icon: TriangleAlert, box: "border-warning-border bg-warning-surface", mark: "text-warning" },
  danger: { icon: CircleAlert, box: "border-danger-border bg-danger-surface", mark: "text-danger-text" },
};

type NoticeProps = {
  tone?: keyof typeof TONES;
  title?: ReactNode;
  children?: ReactNode;
  /** A button or link on the right. */
  action?: ReactNode;
  className?: string;
};

/** A message between other content of the page. Screen readers announce one with the tone `danger` at once. */
export function Notice({ tone = "info", title, children, action, className }: NoticeProps) {
  const { icon: Icon, box, mark } = TONES[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : undefined}
      className={cn("flex items-start gap-2.5 rounded-md border px-3 py-2.5", box, className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", mark)} />
      <div className="min-w-0 flex-1 break-words">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cn(title ? "text-muted-foreground" : undefined)}>{children}</div>}
      </div>
      {action}
    </div>
  );
}

/**
 * What a form says as a whole, above its buttons: its error, which takes the focus when no field is wrong, or that it
 * shows again what was typed before.
 */
export function FormNotice({ message }: { message: string | undefined }) {
  const facts = use(FormContext);
  if (message) {
    const isOutdated = facts?.isOutdated ?? false;
    return (
      <div data-form-error tabIndex={-1} className="rounded-md outline-offset-0">
        <Notice tone="danger" action={isOutdated && <NoticeButton onClick={reloadKeepingForms}>Reload</NoticeButton>}>
          {isOutdated && facts?.isKept ? `${message} ${STAYS}` : message}
        </Notice>
      </div>
    );
  }
  if (!facts?.isKept) return null;
  return (
    <div role="status" className="empty:hidden">
      {facts.isRestored && (
        <Notice action={<NoticeButton onClick={facts.startAfresh}>Start afresh</NoticeButton>}>
          {facts.hasSecrets ? `${RESTORED} ${SECRETS}` : RESTORED}
        </Notice>
      )}
    </div>
  );
}

const STAYS = "What you typed stays, except passwords and other secrets.";
const RESTORED = "What you typed before is here again. It is not saved yet.";
const SECRETS = "Passwords and other secrets are not kept: type them again.";

function NoticeButton(props: { onClick: () => void; children: string }) {
  return <Button size="sm" {...props} />;
}
