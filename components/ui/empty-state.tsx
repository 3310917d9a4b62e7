import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type StateProps = {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
};

/** Stands in place of an empty list: a title, a sentence and one action. */
export function EmptyState({ icon: Icon, title, children, action }: StateProps) {
  return (
    <div className="flex flex-col items-center gap-1 rounded-lg border border-dashed px-6 py-10 text-center">
      {Icon && (
        <span className="mb-2 grid size-9 place-items-center rounded-lg border bg-card text-muted-foreground">
          <Icon aria-hidden className="size-4" />
        </span>
      )}
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-md text-balance text-muted-foreground">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
