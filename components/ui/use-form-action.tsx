"use client";

import { unstable_rethrow } from "next/navigation";
import { useActionState, useEffect, useState } from "react";

/** The state of a form when no answer came because the network, the server or its database failed. */
const NO_ANSWER = {
  status: "error",
  message: "The server could not do this just now. Your input is still here. Try again.",
  fields: {},
} as const;

type FormAction<State> = (previous: State, formData: FormData) => State | Promise<State>;

/**
 * React's `useActionState` for forms. When an action fails, the form keeps its input and shows an error. React alone
 * would replace the form with the error page.
 */
export function useFormAction<State>(
  action: FormAction<State>,
  initial: State,
): [state: State, submit: (formData: FormData) => void, pending: boolean] {
  // Before React is ready, the browser sends the form by itself, which works only with the unwrapped server action.
  const [isInteractive, setIsInteractive] = useState(false);
  useEffect(() => setIsInteractive(true), []);
  return useActionState<State, FormData>(
    (isInteractive ? catchFailure(action) : action) as never,
    initial as Awaited<State>,
  );
}

function catchFailure<State>(action: FormAction<State>) {
  return async (previous: State, formData: FormData) => {
    try {
      return await action(previous, formData);
    } catch (error) {
      // Next.js reports a redirect as an error, too.
      unstable_rethrow(error);
      return NO_ANSWER;
    }
  };
}
