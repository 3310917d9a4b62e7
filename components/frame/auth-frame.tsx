import type { ReactNode } from "react";
import { Logo } from "#components/frame/navigation/logo";

type AuthFrameProps = { title: string; description?: ReactNode; children: ReactNode; footer?: ReactNode };

/** The frame of the pages without a sidebar, such as sign-in: one narrow column with one form. */
export function AuthFrame({ title, description, children, footer }: AuthFrameProps) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
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
