"use client";

import { AlertDialog as Primitive } from "radix-ui";
import { type ReactNode, useId, useState } from "react";
import { Button } from "#components/ui/button";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";

/** Every `FormState` of the project fits this type. */
type ConfirmState = { status: "idle" } | { status: "done" } | { status: "error"; message: string };
type ConfirmAction = (previous: never, formData: FormData) => Promise<ConfirmState>;

export type ConfirmQuestion = {
  /** Names the thing: "Revoke Claude Desktop?" */
  title: ReactNode;
  /** Says what the consequence is. */
  children: ReactNode;
  /** Repeats the verb: "Revoke key". */
  confirmLabel: string;
  /** A server action. An error appears in the dialog; a success closes the dialog. */
  action: ConfirmAction;
  /** Sent with the form as hidden fields. */
  fields?: Record<string, string>;
  /** The text that the person must type before they can confirm. It is sent as the field `confirmation`. */
  typeToConfirm?: string;
  /** `primary` for an action that loses nothing; otherwise `danger`. */
  variant?: "danger" | "primary";
};

type ConfirmFormProps = ConfirmQuestion & { onDone: () => void };

/** The content of a `ConfirmDialog`. It exists only while the dialog is open, so an old error does not come back. */
export function ConfirmForm(props: ConfirmFormProps) {
  const { title, children, confirmLabel, action, fields = {}, typeToConfirm, variant = "danger", onDone } = props;
  const [typed, setTyped] = useState("");
  const [state, submit] = useFormAction<ConfirmState>(
    async (previous, formData) => {
      const next = await action(previous as never, formData);
      if (next.status === "done") onDone();
      return next;
    },
    { status: "idle" },
  );
  return (
    <Form action={submit} state={state} className="flex min-h-0 flex-col">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="grid min-h-0 gap-3 overflow-y-auto p-5">
        <Primitive.Title className="break-words text-lg">{title}</Primitive.Title>
        <Primitive.Description asChild>
          <div className="grid gap-2 text-muted-foreground">{children}</div>
        </Primitive.Description>
        {typeToConfirm !== undefined && <TypedName expected={typeToConfirm} typed={typed} onType={setTyped} />}
        <FormNotice message={state.status === "error" ? state.message : undefined} />
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">
        <Primitive.Cancel asChild>
          <Button>Cancel</Button>
        </Primitive.Cancel>
        <SubmitButton
          variant={variant}
          disabled={typeToConfirm !== undefined && asShown(typed) !== asShown(typeToConfirm)}
        >
          {confirmLabel}
        </SubmitButton>
      </div>
    </Form>
  );
}

/** Makes one space of each run of spaces, because browsers show a run of spaces as one. */
function asShown(text: string): string {
  return text.normalize("NFC").trim().replace(/\s+/g, " ");
}

type TypedNameProps = { expected: string; typed: string; onType: (text: string) => void };

function TypedName({ expected, typed, onType }: TypedNameProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id}>
        Type <span className="select-all break-words font-medium">{expected}</span> to confirm
      </label>
      <Input
        id={id}
        name="confirmation"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
    </div>
  );
}
