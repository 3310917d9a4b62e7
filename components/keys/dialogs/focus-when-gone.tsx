"use client";

import { useEffect, useRef } from "react";

/**
 * For a button whose success makes it disappear, with which the focus would be lost.
 * @returns what to call at the success: once the component is gone the element with `targetId` takes the focus
 */
export function useFocusWhenGone(targetId: string): () => void {
  const armed = useRef(false);
  useEffect(() => {
    return () => {
      if (armed.current) document.getElementById(targetId)?.focus();
    };
  }, [targetId]);
  return () => {
    armed.current = true;
  };
}
