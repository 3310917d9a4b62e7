"use client";

import { useId, useOptimistic, useTransition } from "react";
import { FieldError } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { useFormAction } from "#components/ui/use-form-action";
import type { ServerAction } from "#components/upstreams/server-actions";
import { type FormState, IDLE } from "#lib/form";

type SavedSelectProps = {
  /** The field of the form that gets the choice. */
  field: string;
  /** Further fields of the form. */
  also?: Readonly<Record<string, string>>;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  action: ServerAction;
  id?: string;
  label?: string;
  describedBy?: string;
  size?: "sm" | "md";
  className: string;
};

/** A select whose choice is saved at once. It says so to screen readers, and shows the error when it fails. */
export function SavedSelect({ field, also = {}, value, options, action, ...look }: SavedSelectProps) {
  const errorId = useId();
  const [state, submit] = useFormAction<FormState>(action, IDLE);
  const [chosen, setChosen] = useOptimistic(value);
  const [isPending, startTransition] = useTransition();
  const choose = (choice: string) =>
    startTransition(() => {
      const formData = new FormData();
      for (const [name, text] of Object.entries({ ...also, [field]: choice })) formData.set(name, text);
      setChosen(choice);
      submit(formData);
    });
  const hasFailed = state.status === "error" && !isPending;
  return (
    <div className="grid gap-1">
      <Select
        id={look.id}
        size={look.size}
        className={look.className}
        aria-label={look.label}
        aria-describedby={[hasFailed && errorId, look.describedBy].filter(Boolean).join(" ") || undefined}
        aria-invalid={hasFailed || undefined}
        value={chosen}
        onChange={(event) => choose(event.target.value)}
      >
        {options.map(([option, label]) => (
          <option key={option} value={option}>
            {label}
          </option>
        ))}
      </Select>
      <span role="status" className="sr-only">
        {isPending ? "Saving" : state.status === "done" ? "Saved" : ""}
      </span>
      {hasFailed && <FieldError id={errorId}>{state.message}</FieldError>}
    </div>
  );
}
