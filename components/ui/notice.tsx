import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";

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

/** The error of a form as a whole, above its buttons. It takes the focus when no field is wrong. */
export function FormNotice({ message }: { message: string | undefined }) {
  if (!message) return null;
  return (
    <div data-form-error tabIndex={-1} className="rounded-md outline-offset-0">
      <Notice tone="danger">{message}</Notice>
    </div>
  );
}
