"use client";

import type { Noun } from "#components/keys/facts/noun";
import { useClock } from "#components/time/clock-provider";
import { RelativeTime } from "#components/time/relative-time";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Notice } from "#components/ui/notice";
import { Select } from "#components/ui/select";
import { addDays } from "#lib/clock";
import { nameList } from "#lib/format/names";
import { type ExpiryOptions, typedDays } from "#lib/keys/settings/expiry-options";
import type { Allowance } from "#lib/policy/allowance";

type ExpiryChoiceProps = {
  noun?: Noun;
  /** A number of days, `custom` or `never`. It is always one of the options. */
  choice: string;
  /** The input for `custom`. */
  days: string;
  onChange: (change: { expires?: string; days?: string }) => void;
  options: ExpiryOptions;
  allowance: Allowance;
  error: string | undefined;
};

/** Asks when a new key expires, and shows the date. */
export function ExpiryChoice(props: ExpiryChoiceProps) {
  const { noun = "key", choice, days, onChange, options, allowance, error } = props;
  const isCustom = choice === "custom";
  return (
    <div className="grid gap-3">
      <Field label="Expires" name="expires" error={error} help={limitInWords(allowance)}>
        {(control) => (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <Select
              {...control}
              aria-invalid={isCustom ? undefined : control["aria-invalid"]}
              value={choice}
              onChange={(event) => onChange({ expires: event.target.value })}
              className="w-48"
            >
              {options.presets.map((preset) => (
                <option key={preset} value={preset}>
                  {preset === 1 ? "1 day" : `${preset} days`}
                </option>
              ))}
              <option value="custom">Custom</option>
              {options.mayBeNever && <option value="never">Never</option>}
            </Select>
            {isCustom && (
              <Input
                name="days"
                aria-label="Number of days"
                aria-invalid={control["aria-invalid"]}
                aria-describedby={control["aria-describedby"]}
                inputMode="numeric"
                autoComplete="off"
                placeholder={`1 to ${options.maxDays} days`}
                value={days}
                onChange={(event) => onChange({ days: event.target.value })}
                className="w-36"
              />
            )}
            <ResultingDate days={typedDays(isCustom ? days : choice, options)} />
          </div>
        )}
      </Field>
      {choice === "never" && (
        <Notice tone="warning" title={`This ${noun} will not expire`}>
          It works until somebody {noun === "app" ? "disconnects" : "revokes"} it, even if everybody forgets it. Choose
          a date if you can.
        </Notice>
      )}
    </div>
  );
}

/** The rule of a policy that limits the options. */
function limitInWords({ lifetime, expiryRequiredBy }: Allowance): string | undefined {
  if (lifetime)
    return `${lifetime.workspace} allows at most ${lifetime.maxDays === 1 ? "1 day" : `${lifetime.maxDays} days`}.`;
  return expiryRequiredBy.length > 0 ? `Keys for ${nameList(expiryRequiredBy)} must expire.` : undefined;
}

function ResultingDate({ days }: { days: number | undefined }) {
  const { now } = useClock();
  return (
    <p aria-live="polite" className="text-muted-foreground">
      {days !== undefined && (
        <span>
          on <RelativeTime at={addDays(now, days)} as="date" />
        </span>
      )}
    </p>
  );
}
