"use client";

import { AlertDialog as Primitive, Slot } from "radix-ui";
import { type ReactNode, useId, useState } from "react";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { overlayStyles, panelStyles } from "#components/ui/dialog";
import { Form } from "#components/ui/form";
import { Input } from "#components/ui/input";
import { FormNotice } from "#components/ui/notice";
import { OnceOpened } from "#components/ui/once-opened";
import { SubmitButton } from "#components/ui/submit-button";
import { useFormAction } from "#components/ui/use-form-action";
import { useReturnFocus } from "#components/ui/use-return-focus";

/** Any `FormState` of the project fits. */
type ConfirmState = { status: "idle" } | { status: "done" } | { status: "error"; message: string };
type ConfirmAction = (previous: never, formData: FormData) => Promise<ConfirmState>;

type ConfirmDialogProps = {
  /** Names the thing: "Revoke Claude Desktop?" */
  title: ReactNode;
  /** The consequence. */
  children: ReactNode;
  /** Repeats the verb: "Revoke key". */
  confirmLabel: string;
  /** A server action; its error is shown in the dialog, its success closes it. */
  action: ConfirmAction;
  /** Sent along as hidden fields. */
  fields?: Record<string, string>;
  /** The confirming button stays disabled until this text was typed; sent as the field `confirmation`. */
  typeToConfirm?: string;
  /** `danger` unless nothing is lost. */
  variant?: "danger" | "primary";
  /** The button that opens it. Without one, control it by `open` and `onOpenChange`. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  onDone?: () => void;
};

/** Asks before something that cannot be undone. The focus starts on Cancel. */
export function ConfirmDialog({ trigger, open, onOpenChange, onDone, ...question }: ConfirmDialogProps) {
  const [openHere, setOpenHere] = useState(false);
  const returnFocus = useReturnFocus();
  const setOpen = (next: boolean) => {
    setOpenHere(next);
    onOpenChange?.(next);
  };
  const isOpen = open ?? openHere;
  return (
    <>
      {trigger && (
        <Slot.Root aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(true)}>
          {trigger}
        </Slot.Root>
      )}
      <OnceOpened open={isOpen}>
        <Primitive.Root open={isOpen} onOpenChange={setOpen}>
          <Primitive.Portal>
            <Primitive.Overlay className={overlayStyles} />
            <Primitive.Content {...returnFocus} className={cn(panelStyles, "max-w-dialog")}>
              <ConfirmForm
                {...question}
                onDone={() => {
                  setOpen(false);
                  onDone?.();
                }}
              />
            </Primitive.Content>
          </Primitive.Portal>
        </Primitive.Root>
      </OnceOpened>
    </>
  );
}

type ConfirmFormProps = Omit<ConfirmDialogProps, "trigger" | "open" | "onOpenChange"> & { onDone: () => void };

/** Lives only while the dialog is open, so that an old error or half a name is gone the next time. */
function ConfirmForm(props: ConfirmFormProps) {
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

/** A run of spaces is shown as one, so whoever types what they see types one. */
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
