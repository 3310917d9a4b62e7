import { AppError, type FieldErrors } from "#lib/errors";
import { type Header, openHeaders } from "#lib/upstreams/headers";

type Wanted = { url: string; headers: readonly { name: string; value: string | null }[] };
type Stored = { id: string; url: string; encryptedHeaders: string | null; headerNames: string[] };

/**
 * The headers a server has after an edit: given values as they are, stored values where none is given.
 * A stored value is never sent to another origin: values are write-only, and an admin who points the server at a
 * machine of their own must not learn them.
 * @throws AppError INVALID_INPUT at each header (`headers.0.value`) that needs its value
 */
export function resolveHeaders(wanted: Wanted, stored: Stored): Header[] {
  const isElsewhere = new URL(wanted.url).origin !== new URL(stored.url).origin;
  const known = wanted.headers.every(({ value }) => value !== null) || isElsewhere ? null : valuesOf(stored);
  const fields: FieldErrors = {};
  const headers = wanted.headers.map(({ name, value }, index): Header => {
    const kept = value ?? known?.get(name.toLowerCase());
    if (kept === undefined) fields[`headers.${index}.value`] = problemOf(name, stored, isElsewhere);
    return { name, value: kept ?? "" };
  });
  if (Object.keys(fields).length > 0) throw new AppError("INVALID_INPUT", "Some headers need their value.", { fields });
  return headers;
}

/** Null when they cannot be opened any more; they then have to be entered again like all others. */
function valuesOf(stored: Stored): Map<string, string> | null {
  try {
    const headers = openHeaders(stored.encryptedHeaders, stored.id);
    return new Map(headers.map(({ name, value }) => [name.toLowerCase(), value]));
  } catch {
    return null;
  }
}

function problemOf(name: string, stored: Stored, isElsewhere: boolean): string {
  const isStored = stored.headerNames.some((each) => each.toLowerCase() === name.toLowerCase());
  if (!isStored) return "Enter a value.";
  if (isElsewhere) return "Enter the value again: stored values are never sent to another address.";
  return "Enter the value again: the stored one cannot be opened any more.";
}
