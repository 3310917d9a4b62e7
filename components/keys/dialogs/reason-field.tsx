import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { REASON_MAX } from "#lib/keys/settings/limits";

/** Asks why a key is revoked or loses a workspace. `help` says who will see the reason. */
export function ReasonField({ help }: { help?: string }) {
  return (
    <Field label="Reason" name="reason" optional help={help} className="text-foreground">
      {(control) => <Input {...control} maxLength={REASON_MAX} autoComplete="off" />}
    </Field>
  );
}
