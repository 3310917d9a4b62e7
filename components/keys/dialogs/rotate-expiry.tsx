"use client";

import { useState } from "react";
import { useClock } from "#components/time/clock-provider";
import { RelativeTime } from "#components/time/relative-time";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { addDays, DAY_MS } from "#lib/clock";
import { sameLifetimeFrom } from "#lib/keys/life/rotation";
import { EXPIRY_PRESETS_DAYS } from "#lib/keys/settings/limits";
import type { KeyView } from "#lib/keys/view/dto";

/** Asks when the new key expires. The default is the lifetime of the old key. */
export function RotateExpiry({ keyView: key, error }: { keyView: KeyView; error: string | undefined }) {
  const { now } = useClock();
  const [choice, setChoice] = useState("same");
  const end = choice === "same" ? sameLifetimeFrom(key, now) : choice === "never" ? null : addDays(now, Number(choice));
  return (
    <Field
      label="New key expires"
      name="expires"
      error={error}
      help={end ? <EndsOn end={end} /> : "It works until somebody revokes it."}
    >
      {(control) => (
        <Select {...control} value={choice} onChange={(event) => setChoice(event.target.value)}>
          <option value="same">{sameAs(key)}</option>
          {EXPIRY_PRESETS_DAYS.map((days) => (
            <option key={days} value={days}>
              After {days} days
            </option>
          ))}
          {key.expiresAt && <option value="never">Never</option>}
        </Select>
      )}
    </Field>
  );
}

function EndsOn({ end }: { end: Date }) {
  return (
    <span>
      On <RelativeTime at={end} as="date" />.
    </span>
  );
}

/** The option for the lifetime of the old key: "After 90 days, as before". */
function sameAs({ createdAt, expiresAt }: KeyView): string {
  if (!expiresAt) return "Never, as before";
  const days = Math.round((expiresAt.getTime() - createdAt.getTime()) / DAY_MS);
  if (days < 1) return "After the same time as before";
  return `After ${days} ${days === 1 ? "day" : "days"}, as before`;
}
