"use client";

import { useState } from "react";
import { useClock } from "#components/time/clock-provider";
import { RelativeTime } from "#components/time/relative-time";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Notice } from "#components/ui/notice";
import { Select } from "#components/ui/select";
import { addDays } from "#lib/clock";
import { EXPIRES_IN_DAYS_DEFAULT, EXPIRES_IN_DAYS_MAX, EXPIRY_PRESETS_DAYS } from "#lib/keys/limits";

/** When a new key ends, with the date this comes to. */
export function ExpiryChoice({ error }: { error: string | undefined }) {
  const [choice, setChoice] = useState(String(EXPIRES_IN_DAYS_DEFAULT));
  const [days, setDays] = useState("");
  const isCustom = choice === "custom";
  return (
    <div className="grid gap-3">
      <Field label="Expires" name="expires" error={error}>
        {(control) => (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <Select
              {...control}
              aria-invalid={isCustom ? undefined : control["aria-invalid"]}
              value={choice}
              onChange={(event) => setChoice(event.target.value)}
              className="w-48"
            >
              {EXPIRY_PRESETS_DAYS.map((preset) => (
                <option key={preset} value={preset}>
                  {preset} days
                </option>
              ))}
              <option value="custom">Custom</option>
              <option value="never">Never</option>
            </Select>
            {isCustom && (
              <Input
                name="days"
                aria-label="Number of days"
                aria-invalid={control["aria-invalid"]}
                aria-describedby={control["aria-describedby"]}
                inputMode="numeric"
                autoComplete="off"
                placeholder={`1 to ${EXPIRES_IN_DAYS_MAX} days`}
                value={days}
                onChange={(event) => setDays(event.target.value)}
                className="w-36"
              />
            )}
            <ResultingDate days={isCustom ? days : choice} />
          </div>
        )}
      </Field>
      {choice === "never" && (
        <Notice tone="warning" title="This key will not expire">
          It works until somebody revokes it, even when it is long forgotten. Choose a date where you can.
        </Notice>
      )}
    </div>
  );
}

function ResultingDate({ days }: { days: string }) {
  const { now } = useClock();
  const count = /^\d{1,3}$/.test(days.trim()) ? Number(days) : 0;
  const isValid = count >= 1 && count <= EXPIRES_IN_DAYS_MAX;
  return (
    <p aria-live="polite" className="text-muted-foreground">
      {isValid && (
        <>
          on <RelativeTime at={addDays(now, count)} as="date" />
        </>
      )}
    </p>
  );
}
