import type { ReactNode } from "react";

/** The buttons at the top of a page. */
export function Toolbar({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-start gap-x-2 gap-y-1.5 sm:justify-end">{children}</div>;
}

/**
 * The result of one button of a toolbar, shown below all buttons, so that they do not move. The form around the button
 * and this element needs the class `contents`.
 */
export function ToolbarOutcome({ children }: { children: ReactNode }) {
  return <div className="order-last flex basis-full sm:justify-end">{children}</div>;
}
