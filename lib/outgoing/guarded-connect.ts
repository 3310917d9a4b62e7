import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { type AddressKind, kindOfAddress } from "#lib/outgoing/address-rules";

/** Raised in place of a connection to an address that may not be called. */
class RefusedAddressError extends Error {
  override name = "RefusedAddressError";
  readonly code: "ADDRESS_PRIVATE" | "ADDRESS_RESERVED";

  constructor(kind: Exclude<AddressKind, "public">) {
    super(`The address is ${kind}.`);
    this.code = kind === "private" ? "ADDRESS_PRIVATE" : "ADDRESS_RESERVED";
  }
}

type Guard = {
  timeoutMs: number;
  /** Whether servers may be on this machine and in private networks. */
  allowPrivate: boolean;
  /** How names are resolved; the system's own way unless a test stands in for it. */
  lookup?: typeof systemLookup;
};

/**
 * How undici opens connections to whatever users named: MCP servers and webhooks. The check belongs to the connection
 * itself: a name is resolved once, and the connection goes to the very addresses that were looked at, so a name that
 * changes its address between check and use (DNS rebinding) gains nothing; and each redirect that leads to another host
 * is a connection of its own.
 */
export function guardedConnector({ timeoutMs, allowPrivate, lookup = systemLookup }: Guard): buildConnector.connector {
  const isAllowed = (kind: AddressKind) => kind === "public" || (kind === "private" && allowPrivate);

  const guardedLookup: LookupFunction = (hostname, options, answer) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return answer(error, []);
      const kinds = addresses.map(({ address }) => kindOfAddress(address));
      const allowed = addresses.filter((_, index) => isAllowed(kinds[index] ?? "reserved"));
      const [first] = allowed;
      // A private one is named first: its operator can do something about it.
      if (!first) return answer(new RefusedAddressError(kinds.includes("private") ? "private" : "reserved"), []);
      if (options.all) answer(null, allowed);
      else answer(null, first.address, first.family);
    });
  };

  const connect = buildConnector({ timeout: timeoutMs, lookup: guardedLookup });
  return (options, callback) => {
    // Sockets ask nobody about what is an address already. A URL holds it in its one canonical form.
    const kind = isIP(options.hostname) === 0 ? "public" : kindOfAddress(options.hostname);
    if (kind === "public" || isAllowed(kind)) connect(options, callback);
    else callback(new RefusedAddressError(kind), null);
  };
}
