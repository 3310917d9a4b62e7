import { UpstreamError } from "#lib/upstreams/catalogue/failure";
import { type Header, openHeaders } from "#lib/upstreams/headers";

/** A server with its headers in the clear, ready for connecting. */
export type UpstreamTarget = { id: string; name: string; url: string; headers: Header[] };

type StoredServer = { id: string; name: string; url: string; encryptedHeaders: string | null };

/**
 * Prepares a stored server for connecting.
 * @throws UpstreamError UNAUTHORIZED when its header values cannot be decrypted; the server would refuse without them
 */
export function targetOf({ id, name, url, encryptedHeaders }: StoredServer): UpstreamTarget {
  try {
    return { id, name, url, headers: openHeaders(encryptedHeaders, id) };
  } catch {
    const message = `“${name}” was not called: its headers cannot be decrypted, because ENCRYPTION_KEY has changed.`;
    throw new UpstreamError({ code: "UNAUTHORIZED", message });
  }
}
