import { Checkbox } from "#components/ui/checkbox";
import { FieldError } from "#components/ui/field";

type SavedBoxProps = {
  /** What the box calls the secret: "key", "token", "secret". */
  noun: string;
  checked: boolean;
  onChecked: (checked: boolean) => void;
  /** Whether the person tried to leave without saving the secret. */
  reminder: boolean;
};

/** The box in which a person says that a new secret is saved. */
export function SavedBox({ noun, checked, onChecked, reminder }: SavedBoxProps) {
  return (
    <div className="grid gap-1">
      <Checkbox
        label={`I have saved this ${noun}`}
        checked={checked}
        onChange={(event) => onChecked(event.target.checked)}
      />
      {reminder && <FieldError>{`Copy the ${noun} or tick the box first. It is never shown again.`}</FieldError>}
    </div>
  );
}
