import { Checkbox } from "#components/ui/checkbox";
import { Fieldset } from "#components/ui/field";
import { Radio, RadioGroup } from "#components/ui/radio-group";
import { nameList } from "#lib/format/names";
import { ACCESS_LABELS, type AccessLevel, isImplied, SCOPE_LABELS, SCOPES, type Scope } from "#lib/keys/access/scopes";
import { givesFullAccess, withoutScope } from "#lib/keys/settings/draft";

type AccessChoiceProps = {
  access: AccessLevel;
  scopes: readonly Scope[];
  onChange: (change: { access?: AccessLevel; scopes?: Scope[] }) => void;
  /** The names of the workspaces where only admins may have full access. */
  fullDeniedBy: readonly string[];
  error: string | undefined;
};

/** Asks what a key may do. */
export function AccessChoice({ access, scopes, onChange, fullDeniedBy, error }: AccessChoiceProps) {
  const denial = fullDeniedBy.length > 0 ? `Only for admins in ${nameList(fullDeniedBy)}.` : null;
  const radio = (value: AccessLevel) => ({
    name: "access",
    value,
    label: ACCESS_LABELS[value],
    checked: access === value,
    onChange: () => onChange({ access: value }),
  });
  return (
    <Fieldset label="Access" error={error}>
      <RadioGroup className="sm:grid-cols-3">
        <Radio {...radio("read_only")} help="Reads everything and calls tools that change nothing." />
        <Radio
          {...radio("full")}
          disabled={denial !== null}
          help={denial ?? "Also calls tools that write or delete."}
        />
        <Radio {...radio("custom")} label="Custom" help="Choose the scopes one by one." />
      </RadioGroup>
      {access === "custom" && (
        <ScopeList scopes={scopes} onChange={onChange} denial={denial} isWrong={error !== undefined} />
      )}
    </Fieldset>
  );
}

type ScopeListProps = Pick<AccessChoiceProps, "scopes" | "onChange"> & { denial: string | null; isWrong: boolean };

/** A scope that another chosen scope includes is shown as checked and cannot be unchecked. */
function ScopeList({ scopes, onChange, denial, isWrong }: ScopeListProps) {
  const toggle = (scope: Scope) =>
    onChange({ scopes: scopes.includes(scope) ? withoutScope(scope, scopes) : [...scopes, scope] });
  return (
    <div className="mt-1 grid gap-2.5 rounded-md border p-3">
      {SCOPES.map((scope, index) => {
        const isIncluded = isImplied(scope, scopes);
        const isDenied = denial !== null && givesFullAccess(scope);
        return (
          <Checkbox
            key={scope}
            name="scopes"
            value={scope}
            checked={!isDenied && (isIncluded || scopes.includes(scope))}
            disabled={isIncluded || isDenied}
            onChange={() => toggle(scope)}
            aria-invalid={isWrong && index === 0 ? true : undefined}
            label={SCOPE_LABELS[scope]}
            help={
              <>
                <code className="font-mono">{scope}</code>
                {isIncluded && <span> · included in a scope below</span>}
                {isDenied && <span>{` · ${denial}`}</span>}
              </>
            }
          />
        );
      })}
    </div>
  );
}
