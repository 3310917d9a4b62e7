import { env } from "#lib/env";
import { copyOf } from "#lib/text/beginning-of";

/** The address of the socket. `server.ts` sets this header on every request and replaces what the client sent. */
export const SOCKET_ADDRESS_HEADER = "x-latchkey-socket-address";

/** The path and query of the request. `server.ts` sets this header, because Next does not tell them to pages. */
export const REQUEST_PATH_HEADER = "x-latchkey-request-path";

/**
 * Returns the address of the client.
 * @param headers the request's headers, with names in lower case
 */
export function clientAddress(headers: Record<string, string | string[] | undefined> | undefined): string {
  const socketAddress = String(headers?.[SOCKET_ADDRESS_HEADER] ?? "unknown");
  return addressBehindProxy(socketAddress, headers?.["x-forwarded-for"]?.toString());
}

/**
 * Returns the last hop of X-Forwarded-For if `TRUST_PROXY` says that our own proxy wrote it, otherwise `socketAddress`.
 * The client itself can invent the earlier hops.
 */
export function addressBehindProxy(socketAddress: string, forwardedFor: string | undefined): string {
  if (!env().TRUST_PROXY || !forwardedFor) return socketAddress;
  const last = forwardedFor.split(",").at(-1)?.trim();
  // The copy does not keep the rest of the header in memory, which can be kilobytes long.
  return last ? copyOf(last) : socketAddress;
}
