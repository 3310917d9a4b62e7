import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn";
import { controlStyles } from "#components/ui/input";

type SelectProps = Omit<ComponentProps<"select">, "size"> & { size?: "sm" | "md" };

/** The select of the browser with our style. It works by keyboard, on phones and without JavaScript. */
export function Select({ className, children, size = "md", ...rest }: SelectProps) {
  return (
    <span className={cn("relative inline-grid min-w-0 items-center", className ?? "w-full")}>
      <select
        {...rest}
        className={cn(
          controlStyles,
          "appearance-none truncate read-only:bg-card",
          size === "sm" ? "h-8 pr-7 pl-2.5 text-sm max-md:text-lg" : "h-9 pr-8",
        )}
      >
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute right-2.5 size-4 text-muted-foreground" />
    </span>
  );
}
