import { articled, type Noun } from "#components/keys/facts/noun";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";

type EnvironmentChoiceProps = {
  noun: Noun;
  environments: readonly string[];
  environment: string | null;
  onChange: (environment: string | null) => void;
  error: string | undefined;
};

/** Asks for the environment to which a key is limited. */
export function EnvironmentChoice({ noun, environments, environment, onChange, error }: EnvironmentChoiceProps) {
  return (
    <Field
      label="Environment"
      name="environment"
      error={error}
      help={`Each MCP server belongs to one environment. ${articled(noun)} with an environment reaches only the servers of that environment.`}
    >
      {(control) => (
        <Select
          {...control}
          value={environment ?? ""}
          onChange={(event) => onChange(event.target.value || null)}
          className="max-w-form"
        >
          <option value="">All environments</option>
          {environments.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
