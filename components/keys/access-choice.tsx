import { Fieldset } from "#components/ui/field";
import { Radio, RadioGroup } from "#components/ui/radio-group";
import { ACCESS_LABELS } from "#lib/keys/scopes";

/** What a new key may do. */
export function AccessChoice({ error }: { error: string | undefined }) {
  return (
    <Fieldset label="Access" error={error}>
      <RadioGroup>
        <Radio
          name="access"
          value="read_only"
          defaultChecked
          label={ACCESS_LABELS.read_only}
          help="Reads everything and calls tools that change nothing."
        />
        <Radio name="access" value="full" label={ACCESS_LABELS.full} help="Also calls tools that write or delete." />
      </RadioGroup>
    </Fieldset>
  );
}
