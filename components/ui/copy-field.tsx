import { useId } from "react";
import { CopyButton } from "#components/ui/copy-button";

type CopyFieldProps = { value: string; label?: string; accessibleLabel?: string };

/** Shows one line of text, such as an endpoint or a link, with a button that copies it. */
export function CopyField({ value, label = "Copy", accessibleLabel }: CopyFieldProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
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
