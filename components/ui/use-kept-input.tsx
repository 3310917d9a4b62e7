"use client";

import { createContext, type RefObject, use, useEffect, useRef, useState } from "react";
import { draftKey, takeDraft } from "#components/ui/drafts";
import { type FormFields, fillFields, readFields } from "#components/ui/form-fields";
import { onOutcome } from "#components/ui/form-outcomes";
import { type KeptInput, keepInput } from "#components/ui/kept-input";
import { addForm, type KeptForm } from "#components/ui/unsaved-forms";

/** What a form tells the notice inside it (`FormNotice`). */
type FormFacts = {
  /** Whether what is typed into the form is kept when the page goes away. */
  isKept: boolean;
  /** Whether the form shows again what was typed before the page went away. */
  isRestored: boolean;
  /** Whether some of its fields are secrets, which are never kept. */
  hasSecrets: boolean;
  /** Whether the page is older than the server. */
  isOutdated: boolean;
  /** Empties the form again. */
  startAfresh: () => void;
};

export const FormContext = createContext<FormFacts | null>(null);

/** The forms in a dialog, which asks before it closes over a filled one. */
export const DialogForms = createContext<Set<KeptForm> | null>(null);

const SECRET = "input[type=password], [data-secret]";

/**
 * Keeps what is typed into a form. When the page goes away by itself (the session ended, the browser went back, the page
 * failed or was reloaded), the form is filled again the next time that it is there, in the same tab. Before a person
 * closes the tab the browser asks.
 * @param name names the form on its page; undefined for a form of which nothing is kept
 */
export function useKeptInput(
  form: RefObject<HTMLFormElement | null>,
  name: string | undefined,
  submit: object,
): FormFacts {
  const dialogForms = use(DialogForms);
  const [restored, setRestored] = useState<{ from: FormFields; hasSecrets: boolean } | null>(null);
  const [isOutdated, setIsOutdated] = useState(false);
  const kept = useRef<KeptInput | null>(null);

  useEffect(() => {
    const element = form.current;
    if (!name || !element) return;
    const key = draftKey(name);
    const here = keepInput(element, key);
    kept.current = here;
    const draft = takeDraft(key);
    if (draft) {
      const from = readFields(element);
      void fillFields(element, draft).then(() => {
        here.touch();
        setRestored({ from, hasSecrets: element.querySelector(SECRET) !== null });
      });
    }
    const removeForm = addForm(here);
    dialogForms?.add(here);
    return () => {
      removeForm();
      dialogForms?.delete(here);
      here.end();
    };
  }, [form, name, dialogForms]);

  useEffect(
    () =>
      onOutcome(submit, (outcome) => {
        setIsOutdated(outcome === "outdated");
        if (outcome !== "done") return;
        kept.current?.discard();
        setRestored(null);
      }),
    [submit],
  );

  return {
    isKept: name !== undefined,
    isRestored: restored !== null,
    hasSecrets: restored?.hasSecrets ?? false,
    isOutdated,
    startAfresh: () => {
      const element = form.current;
      if (restored && element) void fillFields(element, restored.from).then(() => kept.current?.discard());
      setRestored(null);
    },
  };
}
