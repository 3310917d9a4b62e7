import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

type ErrorStateProps = { title: ReactNode; children?: ReactNode; action?: ReactNode };

/** Says what went wrong. `action` is usually a "Try again" button. */
export function ErrorState({ title, children, action }: ErrorStateProps) {
  return (
    <div role="alert" className="flex flex-col items-center gap-1 rounded-lg border px-6 py-10 text-center">
      <CircleAlert aria-hidden className="mb-2 size-5 text-danger-text" />
      <div className="font-medium">{title}</div>
      {children && <div className="max-w-md text-balance text-muted-foreground">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
