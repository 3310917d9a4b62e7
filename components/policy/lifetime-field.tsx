import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";

type LifetimeFieldProps = {
  label: string;
  name: string;
  /** The maximum that holds now, in days; null for none. */
  days: number | null;
  placeholder: string;
  error: string | undefined;
  help: string;
};

/** The field for a maximum lifetime in days. */
export function LifetimeField({ label, name, days, placeholder, error, help }: LifetimeFieldProps) {
  return (
    <Field label={label} name={name} optional error={error} help={help} className="max-w-form">
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          autoComplete="off"
          placeholder={placeholder}
          defaultValue={days ?? ""}
          className="w-36"
        />
      )}
    </Field>
  );
}
