"use client";

import { useEffect } from "react";

/** A closing dialog or menu gives the focus back by itself within this time. */
const WAIT_MS = 150;

/**
 * Keeps the focus in the content of the page. When the focused element disappears (a revoked key, a removed member, the
 * previous page), browsers move the focus to the top of the document. This component moves it to the main column.
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
      timer = setTimeout(keep, WAIT_MS);
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
