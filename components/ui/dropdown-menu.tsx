"use client";

import { DropdownMenu as Primitive } from "radix-ui";
import { type ComponentProps, createContext, type RefObject, useContext, useRef } from "react";
import { cn } from "#components/ui/cn";

/** The action of the chosen entry, which waits until the menu has closed. */
const AfterClose = createContext<RefObject<(() => void) | null>>({ current: null });

/** A menu that is not modal: the page behind it stays usable, as with the menus of the operating system. */
export function DropdownMenu(props: ComponentProps<typeof Primitive.Root>) {
  const afterClose = useRef<(() => void) | null>(null);
  return (
    <AfterClose value={afterClose}>
      <Primitive.Root modal={false} {...props} />
    </AfterClose>
  );
}

export const DropdownMenuTrigger = Primitive.Trigger;
export const DropdownMenuRadioGroup = Primitive.RadioGroup;

const panel =
  "z-50 min-w-44 max-w-80 overflow-y-auto rounded-lg border bg-popover p-1 shadow-floating duration-100 data-[state=open]:animate-in data-[state=open]:fade-in-0";

const menuItemStyles = [
  "flex w-full cursor-pointer select-none items-center gap-2 rounded-md px-2 py-1.5 text-base outline-none",
  "data-[disabled]:pointer-events-none data-[highlighted]:bg-hover data-[state=open]:bg-hover data-[disabled]:opacity-50",
  "[&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted-foreground",
].join(" ");

/** The panel of a menu. It runs the action of the chosen entry after it has closed. */
export function DropdownMenuContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  const afterClose = useContext(AfterClose);
  const actOnceTriggerHasFocus = () => {
    if (afterClose.current) setTimeout(afterClose.current);
    afterClose.current = null;
  };
  return (
    <Primitive.Portal>
      <Primitive.Content
        onCloseAutoFocus={actOnceTriggerHasFocus}
        sideOffset={4}
        align="end"
        collisionPadding={8}
        {...rest}
        className={cn(panel, "max-h-(--radix-dropdown-menu-content-available-height)", className)}
      />
    </Primitive.Portal>
  );
}

type ItemProps = Omit<ComponentProps<typeof Primitive.Item>, "onSelect"> & { danger?: boolean; onSelect?: () => void };

/**
 * An entry of a menu. Use `asChild` for a link. `onSelect` runs after the menu has given the focus back to its button,
 * so that a dialog opened by the entry also returns the focus to that button.
 */
export function DropdownMenuItem({ className, danger = false, onSelect, ...rest }: ItemProps) {
  const afterClose = useContext(AfterClose);
  return (
    <Primitive.Item
      {...rest}
      onSelect={() => {
        afterClose.current = onSelect ?? null;
      }}
      className={cn(
        menuItemStyles,
        danger && "text-danger-text data-[highlighted]:bg-danger-surface [&_svg]:text-danger-text",
        className,
      )}
    />
  );
}

export function DropdownMenuLabel({ className, ...rest }: ComponentProps<typeof Primitive.Label>) {
  return <Primitive.Label {...rest} className={cn("px-2 py-1.5 text-muted-foreground text-sm", className)} />;
}

export function DropdownMenuSeparator() {
  return <Primitive.Separator className="-mx-1 my-1 h-px bg-border" />;
}

/** An entry of a `DropdownMenuRadioGroup`. A dot marks the chosen one. */
export function DropdownMenuRadioItem({ className, children, ...rest }: ComponentProps<typeof Primitive.RadioItem>) {
  return (
    <Primitive.RadioItem {...rest} className={cn(menuItemStyles, className)}>
      {children}
      <Primitive.ItemIndicator className="ml-auto grid size-4 place-items-center">
        <span className="size-1.5 rounded-full bg-foreground" />
      </Primitive.ItemIndicator>
    </Primitive.RadioItem>
  );
}
