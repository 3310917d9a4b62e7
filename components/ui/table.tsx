import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";

type TableProps = ComponentProps<"table"> & { label: string };

/** A table that scrolls sideways on narrow screens. `label` names it for screen readers. */
export function Table({ label, className, ...rest }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-lg border bg-card">
      <table {...rest} className={cn("w-full border-collapse text-left text-sm", className)} />
    </section>
  );
}

export function TableHead({ className, ...rest }: ComponentProps<"thead">) {
  return <thead {...rest} className={cn("border-b bg-muted/60 text-muted-foreground", className)} />;
}

export function TableBody({ className, ...rest }: ComponentProps<"tbody">) {
  return <tbody {...rest} className={cn("divide-y", className)} />;
}

export function TableRow({ className, ...rest }: ComponentProps<"tr">) {
  return <tr {...rest} className={className} />;
}

export function TableHeader({ className, ...rest }: ComponentProps<"th">) {
  return <th scope="col" {...rest} className={cn("h-9 whitespace-nowrap px-4 font-medium", className)} />;
}

export function TableCell({ className, ...rest }: ComponentProps<"td">) {
  return <td {...rest} className={cn("px-4 py-2.5 align-middle", className)} />;
}
