import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

/** The style of every input, select and textarea. The text has 16 px on small screens, because iOS zooms in on less. */
export const controlStyles = [
  "w-full min-w-0 rounded-md border border-input bg-card px-3 text-base shadow-raised transition-colors max-md:text-lg",
  "placeholder:text-muted-foreground/80 hover:border-muted-foreground/50",
  "focus-visible:border-ring focus-visible:outline-2 focus-visible:outline-ring focus-visible:outline-offset-0",
  "disabled:cursor-not-allowed disabled:bg-muted disabled:text-muted-foreground",
  "read-only:bg-muted aria-invalid:border-danger aria-invalid:focus-visible:border-ring",
].join(" ");

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={cn(controlStyles, "h-9", className)} />;
}
