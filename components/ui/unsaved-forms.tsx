import { dropAllDrafts } from "#components/ui/drafts";

/** A form that keeps what was typed. */
export type KeptForm = {
  /** Whether the person has changed something that is not saved. */
  isFilled(): boolean;
  /** Keeps what was typed for the next time that the form is there. */
  keep(): void;
  /** Forgets what was typed, because the person says so. */
  discard(): void;
  /** From now on the page may go without a question. */
  release(): void;
};

const forms = new Set<KeptForm>();
/** Asks the person in a dialog; the frame provides it (`leave-question.tsx`). */
let ask: (() => Promise<boolean>) | null = null;

export function addForm(form: KeptForm): () => void {
  forms.add(form);
  return () => forms.delete(form);
}

function filledForms(): KeptForm[] {
  return [...forms].filter((form) => form.isFilled());
}

export function provideLeaveQuestion(question: () => Promise<boolean>): () => void {
  ask = question;
  return () => {
    if (ask === question) ask = null;
  };
}

/**
 * Runs `leave`, which opens another page, when no form is filled or the person agrees. What was typed is then forgotten.
 * @param href where it leads; a part or another view of the open page keeps the forms, so nobody is asked
 */
export function leaveTo(href: string, leave: () => void): void {
  const isSamePage = new URL(href, window.location.href).pathname === window.location.pathname;
  if (isSamePage) leave();
  else leavePage(leave);
}

/** Runs `leave`, which loses what the open page holds, when no form is filled or the person agrees. */
export function leavePage(leave: () => void): void {
  if (filledForms().length === 0 || !ask) {
    leave();
    return;
  }
  void ask().then((mayLeave) => {
    if (!mayLeave) return;
    discardForms();
    leave();
  });
}

/** Lets the page go without a question, and forgets what was typed there. */
export function discardForms(): void {
  for (const form of forms) form.discard();
}

/** Forgets what was typed on every page of this tab, because the person signs out. */
export function forgetForms(): void {
  discardForms();
  dropAllDrafts();
}

/** Loads the page anew. What was typed is there again afterwards. */
export function reloadKeepingForms(): void {
  for (const form of filledForms()) form.keep();
  for (const form of forms) form.release();
  window.location.reload();
}
