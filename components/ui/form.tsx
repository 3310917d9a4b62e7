"use client";

import { type ComponentProps, useEffect, useRef } from "react";

type FormProps = Omit<ComponentProps<"form">, "action"> & {
  action: (formData: FormData) => void;
  /** The state of `useFormAction`: whenever it changes to an error the first wrong field is focused. */
  state: { status: "idle" | "error" | "done" };
};

/**
 * The form of every server action. Errors come from the server in place, hence no bubbles of the browser,
 * and what was typed stays: React would empty the fields after each action, which is stopped here.
 * To start afresh after a success give the form another `key`.
 */
export function Form({ action, state, children, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (state.status !== "error") return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-form-error]')?.focus();
  }, [state]);
  return (
    <form ref={form} noValidate {...rest} action={action} onReset={(event) => event.preventDefault()}>
      {children}
    </form>
  );
}
