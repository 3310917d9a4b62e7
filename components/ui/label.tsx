import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

type LabelProps = ComponentProps<"label"> & { htmlFor: string };

/** The label of an input. */
export function Label({ className, htmlFor, children, ...rest }: LabelProps) {
  return (
    <label htmlFor={htmlFor} {...rest} className={cn("font-medium", className)}>
      {children}
    </label>
  );
}
