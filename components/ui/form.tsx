"use client";

import { type ComponentProps, useEffect, useRef } from "react";
import { FormContext, useKeptInput } from "#components/ui/use-kept-input";

type FormProps = Omit<ComponentProps<"form">, "action"> & {
  action: (formData: FormData) => void;
  /** The state of `useFormAction`. When it becomes an error, the first wrong field takes the focus. */
  state: { status: "idle" | "error" | "done" };
  /**
   * Names the form on its page. What is typed is then kept when the page goes away by itself, and the person is asked
   * before they leave it. Leave it out where there is nothing to lose.
   */
  keep?: string;
};

/**
 * The form of every server action. The server checks the fields, so the browser's own error bubbles are off.
 * React empties the fields after each action; this form stops that, so that the person's input stays. To empty the
 * form after a success, give it another `key`.
 */
export function Form({ action, state, keep, children, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const facts = useKeptInput(form, keep, action);
  useEffect(() => {
    if (state.status !== "error") return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-form-error]')?.focus();
  }, [state]);
  return (
    <FormContext value={facts}>
      <form ref={form} noValidate {...rest} action={action} onReset={(event) => event.preventDefault()}>
        {children}
      </form>
    </FormContext>
  );
}
