import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn";

type RadioProps = Omit<ComponentProps<"input">, "type"> & { label: ReactNode; help?: ReactNode };

/** A radio button. Put several with the same `name` into a `Fieldset` and a `RadioGroup`. */
export function Radio({ label, help, className, id, ...rest }: RadioProps) {
  const fallbackId = useId();
  const inputId = id ?? fallbackId;
  const helpId = help ? `${inputId}-help` : undefined;
  return (
    <div
      className={cn(
        "relative flex items-start gap-2.5 rounded-md border bg-card p-3 transition-colors hover:border-input",
        "has-checked:border-primary has-checked:bg-muted",
        className,
      )}
    >
      <input
        aria-describedby={helpId}
        {...rest}
        id={inputId}
        type="radio"
        className="relative z-10 mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-input bg-card transition-[border-width] checked:border-5 checked:border-primary disabled:opacity-50"
      />
      <div className="min-w-0 flex-1">
        <label htmlFor={inputId} className="block font-medium after:absolute after:inset-0">
          {label}
        </label>
        {help && (
          <p id={helpId} className="text-muted-foreground text-sm">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}

/** Puts radio buttons side by side where there is room. */
export function RadioGroup({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cn("grid gap-2 sm:grid-cols-2", className)}>{children}</div>;
}
