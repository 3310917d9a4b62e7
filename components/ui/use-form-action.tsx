"use client";

import { unstable_rethrow } from "next/navigation";
import { useActionState, useEffect, useRef, useState } from "react";
import { announceOutcome, type FormOutcome } from "#components/ui/form-outcomes";
import { OUTDATED_WORDS, outdatedReason } from "#components/ui/outdated";

/** The state of a form when no answer came because the network, the server or its database failed. */
const NO_ANSWER = "The server could not do this just now. Your input is still here. Try again.";
/** How Latchkey refuses a form before Next.js sees it: one sentence on one line (`server.ts`). */
const REFUSAL = /^[A-Z][^\n]{1,400}\.\n$/;
const SIGN_IN = "/sign-in";

type FormAction<State> = (previous: State, formData: FormData) => State | Promise<State>;

/**
 * React's `useActionState` for forms. When an action fails, the form keeps its input and shows an error. React alone
 * would replace the form with the error page. `Form` hears what becomes of it.
 */
export function useFormAction<State>(
  action: FormAction<State>,
  initial: State,
): [state: State, submit: (formData: FormData) => void, pending: boolean] {
  // Before React is ready, the browser sends the form by itself, which works only with the unwrapped server action.
  const [isInteractive, setIsInteractive] = useState(false);
  useEffect(() => setIsInteractive(true), []);
  const submitted = useRef<object | null>(null);
  const announce = (outcome: FormOutcome) => {
    if (submitted.current) announceOutcome(submitted.current, outcome);
  };
  const result = useActionState<State, FormData>(
    (isInteractive ? catchFailure(action, announce) : action) as never,
    initial as Awaited<State>,
  );
  const submit = result[1];
  useEffect(() => {
    submitted.current = submit;
  }, [submit]);
  return result;
}

function catchFailure<State>(action: FormAction<State>, announce: (outcome: FormOutcome) => void) {
  return async (previous: State, formData: FormData) => {
    try {
      const state = await action(previous, formData);
      announce((state as { status?: string }).status === "error" ? "refused" : "done");
      return state;
    } catch (error) {
      const redirect = redirectPath(error);
      if (redirect !== null) announce(redirect.startsWith(SIGN_IN) ? "signed-out" : "done");
      // Next.js reports a redirect as an error, too.
      unstable_rethrow(error);
      const outdated = outdatedReason(error);
      announce(outdated ? "outdated" : "refused");
      return { status: "error", message: failureMessage(error), fields: {} };
    }
  };
}

/** What people read when an action failed. */
function failureMessage(error: unknown): string {
  const outdated = outdatedReason(error);
  if (outdated) return `${OUTDATED_WORDS[outdated]} Reload it, then try again.`;
  return error instanceof Error && REFUSAL.test(error.message) ? error.message.trim() : NO_ANSWER;
}

/** Next.js writes a redirect into the digest of an error: `NEXT_REDIRECT;push;/path;307;`. */
function redirectPath(error: unknown): string | null {
  const { digest } = (error ?? {}) as { digest?: unknown };
  if (typeof digest !== "string" || !digest.startsWith("NEXT_REDIRECT;")) return null;
  return digest.split(";").slice(2, -2).join(";");
}
