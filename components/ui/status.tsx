import { CircleAlert, CircleCheck, CircleMinus, Clock, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";

export type Tone = "success" | "warning" | "danger" | "neutral" | "pending";

const TONES: Record<Tone, { icon: LucideIcon; text: string; box: string }> = {
  success: { icon: CircleCheck, text: "text-success", box: "border-success-border bg-success-surface" },
  warning: { icon: TriangleAlert, text: "text-warning", box: "border-warning-border bg-warning-surface" },
  danger: { icon: CircleAlert, text: "text-danger-text", box: "border-danger-border bg-danger-surface" },
  neutral: { icon: CircleMinus, text: "text-muted-foreground", box: "border-border bg-muted" },
  pending: { icon: Clock, text: "text-muted-foreground", box: "border-border bg-muted" },
};

type StatusProps = { tone: Tone; icon?: LucideIcon; children: ReactNode };

/** The state of a thing, always shown by icon, word and colour together. */
export function Status({ tone, icon, children }: StatusProps) {
  const Icon = icon ?? TONES[tone].icon;
  return (
    <span className={cn("inline-flex shrink-0 items-center gap-1.5 font-medium text-sm", TONES[tone].text)}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {children}
    </span>
  );
}

type BadgeProps = { tone?: Tone; icon?: LucideIcon; children: ReactNode; title?: string };

/** A small label that says what kind of thing this is. The icon is optional. */
export function Badge({ tone = "neutral", icon: Icon, children, title }: BadgeProps) {
  return (
    <span
      title={title}
      className={cn(
        "inline-flex max-w-full shrink-0 items-center gap-1 rounded-sm border px-1.5 font-medium text-xs leading-5",
        TONES[tone].text,
        TONES[tone].box,
      )}
    >
      {Icon && <Icon aria-hidden className="size-3 shrink-0" />}
      <span className="truncate">{children}</span>
    </span>
  );
}
