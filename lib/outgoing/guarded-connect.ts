import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { type AddressKind, kindOfAddress } from "#lib/outgoing/address-rules";

/** The error for a connection to an address that may not be called. */
class RefusedAddressError extends Error {
  override name = "RefusedAddressError";
  readonly code: "ADDRESS_PRIVATE" | "ADDRESS_RESERVED";

  constructor(kind: Exclude<AddressKind, "public">) {
    super(`The address is ${kind}.`);
    this.code = kind === "private" ? "ADDRESS_PRIVATE" : "ADDRESS_RESERVED";
  }
}

/**
 * The error for every name that leads to no address on the internet, where nothing else may be called. It is the same
 * for a name that does not exist and for one of the own network, so nobody can ask which internal names exist.
 */
class RefusedNameError extends Error {
  override name = "RefusedNameError";
  readonly code = "NAME_NOT_PUBLIC";
}

type Guard = {
  timeoutMs: number;
  /** Whether this machine and private networks may be called. */
  allowPrivate: boolean;
  /** Resolves names. Only tests replace the system's own function. */
  lookup?: typeof systemLookup;
};

/**
 * Makes the connector with which undici opens connections to URLs from users: MCP servers and webhooks.
 *
 * The check is part of the connection. A name is resolved once, and the connection goes to exactly the checked
 * addresses. So a name that changes its address between check and use (DNS rebinding) reaches nothing. A redirect to
 * another host opens a new connection, which is checked too.
 */
export function guardedConnector({ timeoutMs, allowPrivate, lookup = systemLookup }: Guard): buildConnector.connector {
  const isAllowed = (kind: AddressKind) => kind === "public" || (kind === "private" && allowPrivate);

  const guardedLookup: LookupFunction = (hostname, options, answer) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return answer(allowPrivate ? error : new RefusedNameError(), []);
      const kinds = addresses.map(({ address }) => kindOfAddress(address));
      const allowed = addresses.filter((_, index) => isAllowed(kinds[index] ?? "reserved"));
      const [first] = allowed;
      if (!first) return answer(allowPrivate ? new RefusedAddressError("reserved") : new RefusedNameError(), []);
      if (options.all) answer(null, allowed);
      else answer(null, first.address, first.family);
    });
  };

  const connect = buildConnector({ timeout: timeoutMs, lookup: guardedLookup });
  return (options, callback) => {
    // A socket does not look up a host that is already an address, so it is checked here. URLs hold the canonical form.
    const kind = isIP(options.hostname) === 0 ? "public" : kindOfAddress(options.hostname);
    if (kind === "public" || isAllowed(kind)) connect(options, callback);
    else callback(new RefusedAddressError(kind), null);
  };
}
