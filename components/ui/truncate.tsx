import { cn } from "#components/ui/cn";

/** One line that ends in an ellipsis where it does not fit, the whole in the tooltip. */
export function Truncate({ children, className }: { children: string; className?: string }) {
  return (
    <span title={children} className={cn("block min-w-0 truncate", className)}>
      {children}
    </span>
  );
}
