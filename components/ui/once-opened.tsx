"use client";

import { type ReactNode, useState } from "react";

/**
 * Dialogs from when one of them is first open: a list of a hundred menus has none before. They stay afterwards, so that
 * a dialog can close and give the focus back.
 */
export function OnceOpened({ open, children }: { open: boolean; children: ReactNode }) {
  const [wasOpened, setWasOpened] = useState(open);
  if (open && !wasOpened) setWasOpened(true);
  return wasOpened && children;
}
