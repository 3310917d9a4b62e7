"use client";

import { useRef } from "react";

type FocusHandlers = { onOpenAutoFocus?: (event: Event) => void; onCloseAutoFocus?: (event: Event) => void };

/**
 * Gives the focus back to what had it when a dialog opened. Radix does so for a dialog's own trigger alone,
 * and most dialogs here are opened from a menu.
 * @returns handlers for the content of a dialog, which call `own` first
 */
export function useReturnFocus(own: FocusHandlers = {}): Required<FocusHandlers> {
  const opener = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: (event) => {
      if (document.activeElement instanceof HTMLElement) opener.current = document.activeElement;
      own.onOpenAutoFocus?.(event);
    },
    onCloseAutoFocus: (event) => {
      own.onCloseAutoFocus?.(event);
      if (event.defaultPrevented) return;
      event.preventDefault();
      opener.current?.focus({ preventScroll: true });
    },
  };
}
