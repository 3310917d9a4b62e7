"use client";

import { useEffect } from "react";

const MARK = "latchkeyUnsavedKey";

/**
 * Keeps a person from leaving the page by accident while `active`. The browser asks before it closes or reloads the
 * tab. The Back button does not leave the page; it calls `onStay`.
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
    // An extra history entry for this page: Back leads to the page itself, and the entry is then added again.
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

/** Removes the history entry of the guard. Call it when the person may leave. */
export function releaseLeaveGuard(): void {
  if (isMarked()) window.history.back();
}

function isMarked(): boolean {
  return Boolean(window.history.state?.[MARK]);
}
