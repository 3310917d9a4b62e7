"use client";

import { useEffect, useRef, useState } from "react";
import { DiscardQuestion } from "#components/ui/discard-question";
import { provideLeaveQuestion } from "#components/ui/unsaved-forms";

/** Asks before a link leads away from a filled form. It stands once in every page. */
export function LeaveQuestion() {
  const [isOpen, setIsOpen] = useState(false);
  const answer = useRef<(mayLeave: boolean) => void>(() => {});
  useEffect(
    () =>
      provideLeaveQuestion(() => {
        setIsOpen(true);
        return new Promise((resolve) => {
          answer.current = resolve;
        });
      }),
    [],
  );
  return (
    <DiscardQuestion
      open={isOpen}
      onAnswer={(mayLeave) => {
        setIsOpen(false);
        answer.current(mayLeave);
      }}
    />
  );
}
