"use client";

import { useEffect, useState } from "react";

/** For how long a window has to be in front before its buttons give something away. A double-click takes less. */
const SETTLES_MS = 500;

/**
 * Whether a person has had time to see the page. A foreign page can open a small window over it, ask for a double-click,
 * and close itself at the first click: the second click then hits what lies below. Without JavaScript it is true.
 */
export function useSettled(): boolean {
  const [isSettled, setSettled] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (ms: number) => {
      if (ms <= 0) return;
      setSettled(false);
      clearTimeout(timer);
      timer = setTimeout(() => setSettled(true), ms);
    };
    const onFocus = () => wait(SETTLES_MS);
    // The page has been seen since it began to load.
    wait(SETTLES_MS - performance.now());
    window.addEventListener("focus", onFocus);
    return () => {
      window.removeEventListener("focus", onFocus);
      clearTimeout(timer);
    };
  }, []);
  return isSettled;
}
