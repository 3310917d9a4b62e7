import { useId } from "react";
import { cn } from "#components/ui/cn";
import { CopyButton } from "#components/ui/copy-button";

type CopyFieldProps = { value: string; label?: string; accessibleLabel?: string; className?: string };

/** One line in mono with a copy button: an endpoint, a link. */
export function CopyField({ value, label = "Copy", accessibleLabel, className }: CopyFieldProps) {
  const id = useId();
  return (
    <div className={cn("flex min-w-0 flex-wrap items-center gap-2", className)}>
      <code
        id={id}
        title={value}
        className="flex h-9 min-w-0 flex-1 items-center overflow-hidden rounded-md border bg-muted px-3 font-mono text-sm"
      >
        <span className="truncate">{value}</span>
      </code>
      <CopyButton value={value} label={label} accessibleLabel={accessibleLabel} targetId={id} className="h-9" />
    </div>
  );
}
