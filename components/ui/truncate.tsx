import { cn } from "#components/ui/cn";

/** Shows text on one line, cut with an ellipsis where it does not fit. The tooltip has the whole text. */
export function Truncate({ children, className }: { children: string; className?: string }) {
  return (
    <span title={children} className={cn("block min-w-0 truncate", className)}>
      {children}
    </span>
  );
}
