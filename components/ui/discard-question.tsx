"use client";

import { AlertDialog as Primitive } from "radix-ui";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { overlayStyles, panelStyles } from "#components/ui/panel-styles";
import { useReturnFocus } from "#components/ui/use-return-focus";

/** Asks before what was typed is lost. Escape and the first button keep it, and give the focus back. */
export function DiscardQuestion({ open, onAnswer }: { open: boolean; onAnswer: (mayDiscard: boolean) => void }) {
  const returnFocus = useReturnFocus();
  return (
    <Primitive.Root open={open} onOpenChange={(isOpen) => !isOpen && onAnswer(false)}>
      <Primitive.Portal>
        <Primitive.Overlay className={overlayStyles} />
        <Primitive.Content {...returnFocus} className={cn(panelStyles, "max-w-dialog")}>
          <div className="grid gap-3 p-5">
            <Primitive.Title className="text-lg">Discard what you typed?</Primitive.Title>
            <Primitive.Description className="text-muted-foreground">
              It is not saved yet. If you leave now, it is lost.
            </Primitive.Description>
          </div>
          <div className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">
            <Primitive.Cancel asChild>
              <Button>Keep editing</Button>
            </Primitive.Cancel>
            <Button variant="danger" onClick={() => onAnswer(true)}>
              Discard
            </Button>
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
