import { dropDraft, keepDraft } from "#components/ui/drafts";
import { changedFields, contentOf, readFields } from "#components/ui/form-fields";
import type { KeptForm } from "#components/ui/unsaved-forms";

export type KeptInput = KeptForm & {
  /** Says that the person, or a draft, has put something into the form. */
  touch(): void;
  /** The form has gone. What was typed and not discarded is kept. */
  end(): void;
};

/**
 * Watches what is typed into one form, from the moment that the form is there until it goes.
 * @param key the key of its draft
 */
export function keepInput(form: HTMLFormElement, key: string): KeptInput {
  const end = new AbortController();
  let before = contentOf(form);
  let fieldsBefore = readFields(form);
  let isTouched = false;
  const isFilled = () => isTouched && contentOf(form) !== before;
  const keep = () => {
    if (isFilled()) keepDraft(key, changedFields(fieldsBefore, readFields(form)));
  };
  const ask = (event: BeforeUnloadEvent) => {
    if (isFilled()) event.preventDefault();
  };
  const touch = () => {
    if (isTouched) return;
    isTouched = true;
    // Browsers keep a page in memory for the Back button only while it has no such listener.
    window.addEventListener("beforeunload", ask, { signal: end.signal });
    window.addEventListener("pagehide", keep, { signal: end.signal });
  };
  const release = () => {
    isTouched = false;
    before = contentOf(form);
    fieldsBefore = readFields(form);
    window.removeEventListener("beforeunload", ask);
    window.removeEventListener("pagehide", keep);
  };
  // A button of the form, such as one that removes a row, changes it too.
  for (const type of ["input", "click"]) form.addEventListener(type, touch, { signal: end.signal });
  return {
    isFilled,
    keep,
    touch,
    release,
    discard: () => {
      release();
      dropDraft(key);
    },
    end: () => {
      keep();
      end.abort();
    },
  };
}
