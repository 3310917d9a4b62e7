import type { ReactNode } from "react";

/** The buttons on the top of a page. */
export function Toolbar({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-start gap-x-2 gap-y-1.5 sm:justify-end">{children}</div>;
}

/** What came of one of them, below all of them: they stay where they are. The form around both is to be `contents`. */
export function ToolbarOutcome({ children }: { children: ReactNode }) {
  return <div className="order-last flex basis-full sm:justify-end">{children}</div>;
}
