import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn";
import { CopyButton } from "#components/ui/copy-button";

type CodeBlockProps = {
  /** The text on the screen. */
  code: string;
  /** The text to copy, where it differs from `code`: the token that `code` masks. */
  copyValue?: string;
  /** Shown above the code: the name of the file, or "Run in a terminal". */
  title?: ReactNode;
  /** The name of the copy button for screen readers. */
  accessibleCopyLabel?: string;
  wrap?: boolean;
  className?: string;
  onCopied?: () => void;
  /** Called when the browser refuses to copy, before the code is selected. Use it to unmask the code. */
  onRefused?: () => void;
};

/** Shows a command or a file, with a button that copies it. */
export function CodeBlock(props: CodeBlockProps) {
  const { code, copyValue = code, title, accessibleCopyLabel, wrap = false, className } = props;
  const { onCopied, onRefused } = props;
  const id = useId();
  return (
    <figure className={cn("min-w-0 overflow-hidden rounded-lg border bg-muted", className)}>
      <figcaption className="flex min-h-10 flex-wrap items-center justify-between gap-x-3 border-b py-1 pr-1 pl-3">
        <span className="min-w-0 flex-1 truncate text-muted-foreground text-sm">{title}</span>
        <CopyButton
          value={copyValue}
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
