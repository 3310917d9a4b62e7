"use client";

import { unstable_rethrow } from "next/navigation";
import { useActionState, useEffect, useState } from "react";

/** What a form shows when no answer came, whatever broke: the network, the server or its database. */
const NO_ANSWER = {
  status: "error",
  message: "The server could not do this just now. What you typed is still here: try again.",
  fields: {},
} as const;

type FormAction<State> = (previous: State, formData: FormData) => State | Promise<State>;

/**
 * React's `useActionState` for forms: an action that breaks leaves the form as it is and says so, where React
 * would put the error page in the place of everything that was typed.
 */
export function useFormAction<State>(
  action: FormAction<State>,
  initial: State,
): [state: State, submit: (formData: FormData) => void, pending: boolean] {
  // Only a bare server action is a form that browsers can send by themselves, before React has taken over.
  const [isInteractive, setIsInteractive] = useState(false);
  useEffect(() => setIsInteractive(true), []);
  return useActionState<State, FormData>((isInteractive ? kept(action) : action) as never, initial as Awaited<State>);
}

function kept<State>(action: FormAction<State>) {
  return async (previous: State, formData: FormData) => {
    try {
      return await action(previous, formData);
    } catch (error) {
      // Redirects come as errors, too.
      unstable_rethrow(error);
      return NO_ANSWER;
    }
  };
}
