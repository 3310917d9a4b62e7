"use client";

import { useEffect } from "react";

/** Longer than a closing dialog or menu needs to give the focus back itself. */
const SETTLE_MS = 150;

/**
 * When what had the focus disappears from the page (a revoked key, a removed member, the page before this one),
 * browsers drop the focus to the very top. This keeps it at the start of the content.
 */
export function FocusKeeper() {
  useEffect(() => {
    const main = document.getElementById("main");
    if (!main) return;
    let lastFocused: Element | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const remember = (event: FocusEvent) => {
      lastFocused = event.target instanceof Element ? event.target : null;
    };
    const keep = () => {
      if (document.activeElement !== document.body || lastFocused?.isConnected !== false) return;
      lastFocused = null;
      main.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(keep, SETTLE_MS);
    });
    document.addEventListener("focusin", remember);
    observer.observe(main, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", remember);
      observer.disconnect();
      clearTimeout(timer);
    };
  }, []);
  return null;
}
