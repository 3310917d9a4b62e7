"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "#components/ui/cn";
import { useReturnFocus } from "#components/ui/use-return-focus";

export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;
export const DialogClose = Primitive.Close;

export const overlayStyles =
  "fixed inset-0 z-50 bg-overlay data-[state=open]:animate-in data-[state=closed]:animate-out data-[state=open]:fade-in-0 data-[state=closed]:fade-out-0 duration-100";

export const panelStyles = [
  "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col",
  "rounded-xl border bg-popover shadow-floating duration-100 focus:outline-none",
  "data-[state=open]:animate-in data-[state=closed]:animate-out data-[state=open]:fade-in-0 data-[state=closed]:fade-out-0",
  "data-[state=open]:zoom-in-98 data-[state=closed]:zoom-out-98",
].join(" ");

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
