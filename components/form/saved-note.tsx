import { Check } from "lucide-react";
import type { FormState } from "#lib/form";

type SavedNoteProps = {
  state: FormState;
  pending: boolean;
  /** Shown until the form has been saved. */
  before?: string;
  /** Shown after the form has been saved. */
  children: string;
};

/** The note beside the button of a form that stays on the page: says that the form was saved. */
export function SavedNote({ state, pending, before, children }: SavedNoteProps) {
  const isSaved = state.status === "done" && !pending;
  return (
    <span role="status" className="mr-auto flex items-start gap-1.5">
      {isSaved && <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />}
      <span>{isSaved ? children : before}</span>
    </span>
  );
}
