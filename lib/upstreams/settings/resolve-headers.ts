import { AppError, type FieldErrors } from "#lib/errors";
import { type Header, openHeaders } from "#lib/upstreams/headers";

type Wanted = { url: string; headers: readonly { name: string; value: string | null }[] };
type Stored = { id: string; url: string; encryptedHeaders: string | null; headerNames: string[] };

/**
 * Makes the headers of a server after an edit: the new value of each header, or the stored one where there is no new
 * one. A stored value is never sent to another origin, because an admin must not learn it by entering the URL of a
 * machine of their own.
 * @throws AppError INVALID_INPUT, with a field error for each header (`headers.0.value`) that needs a value
 */
export function resolveHeaders(wanted: Wanted, stored: Stored): Header[] {
  const isElsewhere = new URL(wanted.url).origin !== new URL(stored.url).origin;
  const keepsStoredValues = wanted.headers.some(({ value }) => value === null);
  const storedValues = keepsStoredValues && !isElsewhere ? openStoredValues(stored) : null;
  const fields: FieldErrors = {};
  const headers = wanted.headers.map(({ name, value }, index): Header => {
    const kept = value ?? storedValues?.get(name.toLowerCase());
    if (kept === undefined) fields[`headers.${index}.value`] = problemOf(name, stored, isElsewhere);
    return { name, value: kept ?? "" };
  });
  if (Object.keys(fields).length > 0) throw new AppError("INVALID_INPUT", "Some headers need a value.", { fields });
  return headers;
}

/** Decrypts the stored values, by name. Null when that fails; the admin then enters all values again. */
function openStoredValues(stored: Stored): Map<string, string> | null {
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
  return "Enter the value again: the stored one cannot be decrypted any more.";
}
