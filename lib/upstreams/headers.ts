import { AppError } from "#lib/errors";
import { isOpened, open, seal } from "#lib/secrets/secret-box";

/** A header that is sent with every request to one server. Its value is secret. */
export type Header = { name: string; value: string };

/**
 * Encrypts headers for storage. They are bound to their server, so they cannot be decrypted in the row of another one.
 * @returns null when there are no headers
 */
export function sealHeaders(headers: readonly Header[], upstreamId: string): string | null {
  if (headers.length === 0) return null;
  return seal(JSON.stringify(Object.fromEntries(headers.map(({ name, value }) => [name, value]))), upstreamId);
}

/** Whether header values are stored that cannot be decrypted with this `ENCRYPTION_KEY`. */
export function areHeadersLost(sealed: string | null, upstreamId: string): boolean {
  return sealed !== null && !isOpened(sealed, upstreamId);
}

/**
 * Decrypts the headers that `sealHeaders` encrypted for the same server.
 * @throws AppError UNAVAILABLE when they were encrypted with another `ENCRYPTION_KEY`
 */
export function openHeaders(sealed: string | null, upstreamId: string): Header[] {
  if (sealed === null) return [];
  try {
    const stored = JSON.parse(open(sealed, upstreamId)) as Record<string, string>;
    return Object.entries(stored).map(([name, value]) => ({ name, value }));
  } catch (cause) {
    throw new AppError(
      "UNAVAILABLE",
      "The stored header values cannot be decrypted, because ENCRYPTION_KEY has changed. Enter them again.",
      { cause },
    );
  }
}
