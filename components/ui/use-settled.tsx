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
    const begin = () => {
      setSettled(false);
      clearTimeout(timer);
      timer = setTimeout(() => setSettled(true), SETTLES_MS);
    };
    begin();
    window.addEventListener("focus", begin);
    return () => {
      window.removeEventListener("focus", begin);
      clearTimeout(timer);
    };
  }, []);
  return isSettled;
}
