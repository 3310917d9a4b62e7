"use client";

import { useEffect, useRef } from "react";

/**
 * For a button that disappears after a success. Without this hook the focus would be lost with the button.
 * @returns a function to call after the success. When the component is gone, the focus moves to the element `targetId`.
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
