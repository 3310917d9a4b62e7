"use client";

import { useRef } from "react";

type FocusHandlers = { onOpenAutoFocus?: (event: Event) => void; onCloseAutoFocus?: (event: Event) => void };

/**
 * Gives the focus back to the element that had it when a dialog opened. Radix does this only for the trigger of a
 * dialog, and most dialogs here are opened from a menu.
 * @returns handlers for the content of a dialog. They call the handlers of `own` first.
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
