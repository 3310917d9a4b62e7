"use client";

import { useState } from "react";
import { useClock } from "#components/time/clock-provider";
import { ExactTime } from "#components/time/exact-time";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { OVERLAP_LABELS, OVERLAPS, type Overlap, oldTokenEnd } from "#lib/keys/life/rotation";

/** Asks how long the old token keeps working, and shows the exact time when it stops. */
export function RotateOverlap({ expiresAt, error }: { expiresAt: Date | null; error: string | undefined }) {
  const [overlap, setOverlap] = useState<Overlap>("24_hours");
  return (
    <Field label="Old token" name="overlap" error={error} help={<OldTokenEnd {...{ expiresAt, overlap }} />}>
      {(control) => (
        <Select {...control} value={overlap} onChange={(event) => setOverlap(event.target.value as Overlap)}>
          {OVERLAPS.map((choice) => (
            <option key={choice} value={choice}>
              {OVERLAP_LABELS[choice]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function OldTokenEnd({ expiresAt, overlap }: { expiresAt: Date | null; overlap: Overlap }) {
  const { now } = useClock();
  if (overlap === "none") return <span>Clients that still use it are refused at once.</span>;
  const end = oldTokenEnd(expiresAt, overlap, now);
  return (
    <>
      <span key="until">
        Until <ExactTime at={end} />
      </span>
      <span>{expiresAt && end.getTime() === expiresAt.getTime() ? ", when it expires anyway." : "."}</span>
    </>
  );
}
