"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from "react";
import { cn } from "#components/ui/cn";
import { DiscardQuestion } from "#components/ui/discard-question";
import { hasDraft } from "#components/ui/drafts";
import { overlayStyles, panelStyles } from "#components/ui/panel-styles";
import type { KeptForm } from "#components/ui/unsaved-forms";
import { DialogForms } from "#components/ui/use-kept-input";
import { useReturnFocus } from "#components/ui/use-return-focus";

type DialogProps = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The name of the form inside (`Form`). The dialog opens by itself when what was typed there was kept. */
  keep?: string;
  children: ReactNode;
};

/**
 * A dialog. When a form inside is filled, it asks before Escape, a button or a click outside closes it. `open` set to
 * false closes it without a question.
 */
export function Dialog({ open, onOpenChange, keep, children }: DialogProps) {
  const [openHere, setOpenHere] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const forms = useRef(new Set<KeptForm>()).current;
  const isOpen = open ?? openHere;
  const change = (next: boolean) => {
    setOpenHere(next);
    onOpenChange?.(next);
  };
  const hasFilledForm = () => [...forms].some((form) => form.isFilled());
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the page appears
  useEffect(() => {
    if (keep && hasDraft(keep)) change(true);
  }, []);
  return (
    <DialogForms value={forms}>
      <Primitive.Root
        open={isOpen}
        onOpenChange={(next) => (!next && hasFilledForm() ? setIsAsking(true) : change(next))}
      >
        {children}
      </Primitive.Root>
      <DiscardQuestion
        open={isAsking && isOpen}
        onAnswer={(mayDiscard) => {
          setIsAsking(false);
          if (!mayDiscard) return;
          for (const form of forms) form.discard();
          change(false);
        }}
      />
    </DialogForms>
  );
}

export const DialogTrigger = Primitive.Trigger;
export const DialogClose = Primitive.Close;

type DialogContentProps = Omit<ComponentProps<typeof Primitive.Content>, "title"> & {
  title: ReactNode;
  description?: ReactNode;
  wide?: boolean;
  /** Whether Escape, a click outside and a close button close the dialog. */
  dismissible?: boolean;
};

/** The panel of a dialog: a title, a text, and the content. Use `DialogBody` and `DialogFooter` for the content. */
export function DialogContent(props: DialogContentProps) {
  const { title, description, wide = false, dismissible = true, className, children, ...rest } = props;
  const returnFocus = useReturnFocus(rest);
  const stay = (event: Event) => event.preventDefault();
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyles} />
      <Primitive.Content
        {...(description ? {} : { "aria-describedby": undefined })}
        {...(dismissible ? {} : { onEscapeKeyDown: stay, onInteractOutside: stay })}
        {...rest}
        {...returnFocus}
        className={cn(panelStyles, wide ? "max-w-dialog-wide" : "max-w-dialog", className)}
      >
        <div className={cn("px-5 pt-5", dismissible && "pr-12")}>
          <Primitive.Title className="break-words text-lg">{title}</Primitive.Title>
          {description && (
            <Primitive.Description className="mt-1 text-muted-foreground">{description}</Primitive.Description>
          )}
        </div>
        {children}
        {/* The close button comes last, so that the focus starts in the content. */}
        {dismissible && (
          <Primitive.Close
            aria-label="Close"
            className="absolute top-4 right-4 grid size-7 place-items-center rounded-md text-muted-foreground hover:bg-hover hover:text-foreground"
          >
            <X aria-hidden className="size-4" />
          </Primitive.Close>
        )}
      </Primitive.Content>
    </Primitive.Portal>
  );
}

/** The part between title and buttons. It scrolls when the screen is too low. */
export function DialogBody({ className, ...rest }: ComponentProps<"div">) {
  return <div {...rest} className={cn("min-h-0 flex-1 overflow-y-auto px-5 py-4", className)} />;
}

export function DialogFooter({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div {...rest} className={cn("flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3", className)} />
  );
}
