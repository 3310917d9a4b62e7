import type { ReactNode } from "react";
import { DraftsOf } from "#components/frame/drafts-of";
import { Logo } from "#components/frame/navigation/logo";

type AuthFrameProps = {
  title: string;
  /** The email of the person who is signed in; null on a page that knows of nobody. */
  person: string | null;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
};

/** The frame of the pages without a sidebar, such as sign-in: one narrow column with one form. */
export function AuthFrame({ title, person, description, children, footer }: AuthFrameProps) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      {person !== null && <DraftsOf person={person} />}
      <div className="grid w-full max-w-form gap-6">
        <div className="flex justify-center">
          <Logo />
        </div>
        <div className="grid gap-5 rounded-xl border bg-card p-5 shadow-raised sm:p-7">
          <header>
            <h1 className="text-xl">{title}</h1>
            {description && <p className="mt-1 text-muted-foreground">{description}</p>}
          </header>
          {children}
        </div>
        {footer && <p className="text-balance text-center text-muted-foreground text-sm">{footer}</p>}
      </div>
    </main>
  );
}
