import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn";
import { CopyButton } from "#components/ui/copy-button";

type CodeBlockProps = {
  /** What is shown. */
  code: string;
  /** What is copied, where that differs from what is shown (a masked token). */
  copyValue?: string;
  /** Above the code: the file's name, or "Run in a terminal". */
  title?: ReactNode;
  copyLabel?: string;
  /** Name of the copy button for screen readers. */
  accessibleCopyLabel?: string;
  wrap?: boolean;
  className?: string;
  onCopied?: () => void;
  /** Called before the code is selected because the clipboard was refused, for instance to unmask it. */
  onRefused?: () => void;
};

/** Commands and files to copy. */
export function CodeBlock(props: CodeBlockProps) {
  const { code, copyValue = code, title, copyLabel = "Copy", accessibleCopyLabel, wrap = false, className } = props;
  const { onCopied, onRefused } = props;
  const id = useId();
  return (
    <figure className={cn("min-w-0 overflow-hidden rounded-lg border bg-muted", className)}>
      <figcaption className="flex min-h-10 flex-wrap items-center justify-between gap-x-3 border-b py-1 pr-1 pl-3">
        <span className="min-w-0 flex-1 truncate text-muted-foreground text-sm">{title}</span>
        <CopyButton
          value={copyValue}
          label={copyLabel}
          accessibleLabel={accessibleCopyLabel}
          targetId={id}
          onCopied={onCopied}
          onRefused={onRefused}
          variant="ghost"
        />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre tabIndex={0} className="max-h-96 overflow-auto p-3 font-mono text-sm focus-visible:-outline-offset-2">
        <code id={id} className={wrap ? "whitespace-pre-wrap wrap-anywhere" : undefined}>
          {code}
        </code>
      </pre>
    </figure>
  );
}
