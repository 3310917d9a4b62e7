import type { ReactNode } from "react";
import { DraftsOf } from "#components/frame/drafts-of";
import { Logo } from "#components/frame/navigation/logo";
import { cn } from "#components/ui/cn";

type AuthFrameProps = {
  title: string;
  /** The email of the person who is signed in; null on a page that knows of nobody. */
  person: string | null;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  /** Whether the form needs more room than a sign-in. */
  wide?: boolean;
};

/** The frame of the pages without a sidebar, such as sign-in: one narrow column with one form. */
export function AuthFrame({ title, person, description, children, footer, wide = false }: AuthFrameProps) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      {person !== null && <DraftsOf person={person} />}
      <div className={cn("grid w-full grid-cols-[minmax(0,1fr)] gap-6", wide ? "max-w-dialog-wide" : "max-w-form")}>
        <div className="flex justify-center">
          <Logo />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5 rounded-xl border bg-card p-5 shadow-raised sm:p-7">
          <header>
            <h1 className="text-xl [overflow-wrap:anywhere]">{title}</h1>
            {description && <p className="mt-1 text-muted-foreground">{description}</p>}
          </header>
          {children}
        </div>
        {footer && <p className="text-balance text-center text-muted-foreground text-sm">{footer}</p>}
      </div>
    </main>
  );
}
