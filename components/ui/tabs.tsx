"use client";

import { Tabs as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

export function Tabs({ className, ...rest }: ComponentProps<typeof Primitive.Root>) {
  return <Primitive.Root {...rest} className={cn("min-w-0", className)} />;
}

/** The row of tabs. It scrolls sideways where there is no room. */
export function TabsList({ className, ...rest }: ComponentProps<typeof Primitive.List>) {
  return (
    <Primitive.List {...rest} className={cn("flex gap-1 overflow-x-auto border-b [scrollbar-width:none]", className)} />
  );
}

const tabStyles = [
  "relative inline-flex h-9 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-t-md px-2.5 text-muted-foreground text-sm",
  "hover:text-foreground data-[state=active]:font-medium data-[state=active]:text-foreground focus-visible:-outline-offset-2",
  "after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 data-[state=active]:after:bg-foreground",
].join(" ");

export function TabsTrigger({ className, ...rest }: ComponentProps<typeof Primitive.Trigger>) {
  return <Primitive.Trigger {...rest} className={cn(tabStyles, className)} />;
}

export function TabsContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return <Primitive.Content {...rest} className={cn("pt-4", className)} />;
}
