import { env } from "#lib/env";
import { copyOf } from "#lib/text/beginning-of";

/** Set by `server.ts` on every request from the socket, whatever the client sent under this name. */
export const SOCKET_ADDRESS_HEADER = "x-latchkey-socket-address";

/** Set by `server.ts` too: path and query of the request, which pages are not told otherwise. */
export const REQUEST_PATH_HEADER = "x-latchkey-request-path";

/**
 * The address of the client.
 * @param headers as Node gives them, names in lower case
 */
export function clientAddress(headers: Record<string, string | string[] | undefined> | undefined): string {
  const socketAddress = String(headers?.[SOCKET_ADDRESS_HEADER] ?? "unknown");
  return addressBehindProxy(socketAddress, headers?.["x-forwarded-for"]?.toString());
}

/**
 * The last hop of X-Forwarded-For where the settings say that a proxy of ours wrote it (`TRUST_PROXY`).
 * Earlier hops are the client's own claims.
 */
export function addressBehindProxy(socketAddress: string, forwardedFor: string | undefined): string {
  if (!env().TRUST_PROXY || !forwardedFor) return socketAddress;
  const last = forwardedFor.split(",").at(-1)?.trim();
  // Addresses are kept; the kilobytes that a client may have put before its own are not.
  return last ? copyOf(last) : socketAddress;
}
