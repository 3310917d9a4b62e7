import { Fieldset } from "#components/ui/field";
import { Radio, RadioGroup } from "#components/ui/radio-group";
import type { Grantees } from "#lib/policy/dto";

type GranteesChoiceProps = { name: string; label: string; chosen: Grantees; help: Record<Grantees, string> };

/** The choice of the people to whom a rule allows something. */
export function GranteesChoice({ name, label, chosen, help }: GranteesChoiceProps) {
  return (
    <Fieldset label={label} className="max-w-form">
      <RadioGroup>
        <Radio
          name={name}
          value="everyone"
          defaultChecked={chosen === "everyone"}
          label="Everyone"
          help={help.everyone}
        />
        <Radio
          name={name}
          value="admins"
          defaultChecked={chosen === "admins"}
          label="Admins and owners"
          help={help.admins}
        />
      </RadioGroup>
    </Fieldset>
  );
}
