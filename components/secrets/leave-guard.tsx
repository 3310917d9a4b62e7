"use client";

import { useEffect } from "react";

const MARK = "latchkeyUnsavedKey";

/**
 * While `active`, leaving the page asks first: the browser itself when the tab is closed or reloaded, and
 * `onStay` when somebody pressed Back, which then does not leave.
 */
export function useLeaveGuard(active: boolean, onStay: () => void): void {
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [active]);

  useEffect(() => {
    if (!active) return;
    // Back leads to an entry for this same page, from which one is sent forward again.
    if (!isMarked()) window.history.pushState({ [MARK]: true }, "");
    const stay = () => {
      if (isMarked()) return;
      window.history.pushState({ [MARK]: true }, "");
      onStay();
    };
    window.addEventListener("popstate", stay);
    return () => window.removeEventListener("popstate", stay);
  }, [active, onStay]);
}

/** Takes away the entry that the guard put into the history, once leaving is fine. */
export function releaseLeaveGuard(): void {
  if (isMarked()) window.history.back();
}

function isMarked(): boolean {
  return Boolean(window.history.state?.[MARK]);
}
