import type { ReactNode } from "react";
import { Breadcrumbs } from "#components/frame/navigation/breadcrumbs";
import { cn } from "#components/ui/cn";

/** The column of a page: at most 880 px wide, or 1120 px for tables. */
export function Page({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  return (
    <div
      className={cn(
        "mx-auto grid w-full min-w-0 grid-cols-[minmax(0,1fr)] gap-6 px-4 pt-4 pb-16 sm:px-8 md:pt-5",
        wide ? "max-w-table" : "max-w-content",
      )}
    >
      {children}
    </div>
  );
}

type PageHeaderProps = { title: ReactNode; description?: ReactNode; action?: ReactNode };

/** The head of a page: breadcrumbs, the only h1, a sentence about the page, and its main action. */
export function PageHeader({ title, description, action }: PageHeaderProps) {
  return (
    <header className="grid gap-4 md:gap-5">
      <div className="hidden min-h-5 md:block">
        <Breadcrumbs />
      </div>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="break-words text-xl">{title}</h1>
          {description && <p className="mt-0.5 text-muted-foreground">{description}</p>}
        </div>
        {action}
      </div>
    </header>
  );
}
