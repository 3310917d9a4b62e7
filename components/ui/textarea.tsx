import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";
import { controlStyles } from "#components/ui/input";

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea rows={3} {...rest} className={cn(controlStyles, "min-h-20 py-2", className)} />;
}
