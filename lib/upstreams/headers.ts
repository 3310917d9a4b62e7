import { AppError } from "#lib/errors";
import { open, seal } from "#lib/secrets/secret-box";

/** A header that is sent with every request to one connected server. Its value is a secret. */
export type Header = { name: string; value: string };

/**
 * Encrypts headers for storage, bound to the server they belong to: copied into another row they cannot be opened.
 * @returns null when there are none
 */
export function sealHeaders(headers: readonly Header[], upstreamId: string): string | null {
  if (headers.length === 0) return null;
  return seal(JSON.stringify(Object.fromEntries(headers.map(({ name, value }) => [name, value]))), upstreamId);
}

/**
 * Opens what `sealHeaders` made for the same server.
 * @throws AppError UNAVAILABLE when they were sealed under another `ENCRYPTION_KEY`
 */
export function openHeaders(sealed: string | null, upstreamId: string): Header[] {
  if (sealed === null) return [];
  try {
    const stored = JSON.parse(open(sealed, upstreamId)) as Record<string, string>;
    return Object.entries(stored).map(([name, value]) => ({ name, value }));
  } catch (cause) {
    throw new AppError(
      "UNAVAILABLE",
      "The stored header values cannot be opened, because ENCRYPTION_KEY is not the one they were saved under. Enter them again.",
      { cause },
    );
  }
}
