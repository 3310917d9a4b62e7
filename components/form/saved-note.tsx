import { Check } from "lucide-react";
import type { FormState } from "#lib/form";

type SavedNoteProps = {
  state: FormState;
  pending: boolean;
  /** What there is to say before. */
  before?: string;
  /** What a success came to. */
  children: string;
};

/** Beside the button of a form that stays: what its last sending came to, until the next one is under way. */
export function SavedNote({ state, pending, before, children }: SavedNoteProps) {
  const isSaved = state.status === "done" && !pending;
  return (
    <span role="status" className="mr-auto flex items-start gap-1.5">
      {isSaved && <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />}
      {isSaved ? children : before}
    </span>
  );
}
