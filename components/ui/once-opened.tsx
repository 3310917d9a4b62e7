"use client";

import { type ReactNode, useState } from "react";

/**
 * Renders dialogs only after one of them was opened, so that a list of a hundred menus does not render hundreds of
 * dialogs. The dialogs stay afterwards, so that one can close and give the focus back.
 */
export function OnceOpened({ open, children }: { open: boolean; children: ReactNode }) {
  const [wasOpened, setWasOpened] = useState(open);
  if (open && !wasOpened) setWasOpened(true);
  return wasOpened && children;
}
