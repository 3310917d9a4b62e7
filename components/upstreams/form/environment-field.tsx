import { useId } from "react";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { COMMON_ENVIRONMENTS, DEFAULT_ENVIRONMENT, ENVIRONMENT_MAX } from "#lib/upstreams/environment";

/** Asks for the environment of a server: a suggested one, or any other name. */
export function EnvironmentField({ value, error }: { value: string | undefined; error: string | undefined }) {
  const suggestionsId = useId();
  return (
    <Field
      label="Environment"
      name="environment"
      error={error}
      required
      help="Production, staging, development, or a name of your own. Keys can be limited to one."
    >
      {(control) => (
        <>
          <Input
            {...control}
            list={suggestionsId}
            defaultValue={value ?? DEFAULT_ENVIRONMENT}
            maxLength={ENVIRONMENT_MAX}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="max-w-form"
          />
          <datalist id={suggestionsId}>
            {COMMON_ENVIRONMENTS.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
