import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";
import { controlStyles } from "#components/ui/input";

/** An input for several lines. It shows `rows` lines without scrolling. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea {...rest} className={cn(controlStyles, "py-2", className)} />;
}
