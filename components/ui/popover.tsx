"use client";

import { Popover as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

export const Popover = Primitive.Root;
export const PopoverTrigger = Primitive.Trigger;

type PopoverContentProps = ComponentProps<typeof Primitive.Content> & { label: string };

/** A panel beside its trigger, for more than a menu can hold. `label` names it for screen readers. */
export function PopoverContent({ label, className, ...rest }: PopoverContentProps) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        aria-label={label}
        sideOffset={4}
        align="start"
        collisionPadding={8}
        {...rest}
        className={cn(
          "z-50 flex max-h-(--radix-popover-content-available-height) flex-col rounded-lg border bg-popover shadow-floating duration-100 focus:outline-none data-[state=open]:animate-in data-[state=open]:fade-in-0",
          className,
        )}
      />
    </Primitive.Portal>
  );
}
