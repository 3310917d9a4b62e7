import { Check, Minus } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn";

type CheckboxProps = Omit<ComponentProps<"input">, "type"> & {
  label: ReactNode;
  help?: ReactNode;
  /** The checkbox stands for several entries, and only some of them are checked. */
  indeterminate?: boolean;
};

/** The checkbox of the browser with our style, a label and a line of help. */
export function Checkbox({ label, help, indeterminate = false, className, id, ...rest }: CheckboxProps) {
  const fallbackId = useId();
  const inputId = id ?? fallbackId;
  const helpId = help ? `${inputId}-help` : undefined;
  return (
    <div className={cn("flex items-start gap-2.5", className)}>
      <span className="relative mt-0.5 grid size-4 shrink-0 place-items-center">
        <input
          aria-describedby={helpId}
          {...rest}
          // `indeterminate` can only be set by script: HTML has no attribute for it.
          ref={(input) => {
            if (input) input.indeterminate = indeterminate;
          }}
          id={inputId}
          type="checkbox"
          className="peer size-4 appearance-none rounded-sm border border-input bg-card transition-colors checked:border-primary checked:bg-primary indeterminate:border-primary indeterminate:bg-primary hover:border-muted-foreground disabled:opacity-50 aria-invalid:border-danger"
        />
        <Check
          aria-hidden
          strokeWidth={3}
          className="pointer-events-none absolute size-3 text-primary-foreground opacity-0 peer-checked:opacity-100 peer-indeterminate:opacity-0"
        />
        <Minus
          aria-hidden
          strokeWidth={3}
          className="pointer-events-none absolute size-3 text-primary-foreground opacity-0 peer-indeterminate:opacity-100"
        />
      </span>
      <div className="min-w-0 flex-1">
        <label htmlFor={inputId} className="block break-words">
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
