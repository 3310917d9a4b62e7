"use client";

import { AlertDialog as Primitive, Slot } from "radix-ui";
import { type ReactNode, useState } from "react";
import { cn } from "#components/ui/cn";
import { ConfirmForm, type ConfirmQuestion } from "#components/ui/confirm-form";
import { OnceOpened } from "#components/ui/once-opened";
import { overlayStyles, panelStyles } from "#components/ui/panel-styles";
import { useReturnFocus } from "#components/ui/use-return-focus";

type ConfirmDialogProps = ConfirmQuestion & {
  /** The button that opens the dialog. Without one, control the dialog by `open` and `onOpenChange`. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  onDone?: () => void;
};

/** Asks before an action that cannot be undone. The focus starts on Cancel. */
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
