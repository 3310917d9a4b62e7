import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn";
import { Label } from "#components/ui/label";

/** The attributes that connect an input with its field. Spread them on the input. */
type FieldControl = {
  id: string;
  name: string;
  required?: true;
  "aria-invalid"?: true;
  "aria-describedby"?: string;
};

type FieldProps = {
  label: ReactNode;
  name: string;
  help?: ReactNode;
  error?: string;
  required?: boolean;
  /** Shows "Optional" beside the label. */
  optional?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
};

/** A label, an input, its error and a help text: `<Field …>{(control) => <Input {...control} />}</Field>`. */
export function Field({ label, name, help, error, required, optional, className, children }: FieldProps) {
  const id = useId();
  const helpId = help ? `${id}-help` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const control: FieldControl = {
    id,
    name,
    required: required || undefined,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": [errorId, helpId].filter(Boolean).join(" ") || undefined,
  };
  return (
    <div className={cn("grid gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-2">
        <Label htmlFor={id}>{label}</Label>
        {optional && <span className="text-muted-foreground text-sm">Optional</span>}
      </div>
      {children(control)}
      {error && <FieldError id={errorId}>{error}</FieldError>}
      {help && (
        <p id={helpId} className="text-muted-foreground text-sm">
          {help}
        </p>
      )}
    </div>
  );
}

type FieldsetProps = Omit<FieldProps, "name" | "required" | "children"> & { children: ReactNode };

/** A group of checkboxes or radio buttons under one label. */
export function Fieldset({ label, help, error, optional, className, children }: FieldsetProps) {
  const id = useId();
  const describedBy = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ") || undefined;
  return (
    <fieldset className={cn("grid min-w-0 gap-1.5", className)} aria-describedby={describedBy}>
      <legend className="mb-1.5 flex w-full items-baseline justify-between gap-2 font-medium">
        <span>{label}</span>
        {optional && <span className="font-normal text-muted-foreground text-sm">Optional</span>}
      </legend>
      {children}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      {help && (
        <p id={`${id}-help`} className="text-muted-foreground text-sm">
          {help}
        </p>
      )}
    </fieldset>
  );
}

/** Says in one sentence what is wrong. Screen readers announce it when it appears. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1.5 text-danger-text text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
