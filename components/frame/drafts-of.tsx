"use client";

import { useLayoutEffect } from "react";
import { keepDraftsOf } from "#components/ui/drafts";

/** Keeps what one person typed from the next one who signs in in the same tab. */
export function DraftsOf({ person }: { person: string }) {
  // Before the effects of forms, which look for their drafts.
  useLayoutEffect(() => keepDraftsOf(person), [person]);
  return null;
}
