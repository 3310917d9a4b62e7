import type { FailureCode, UpstreamFailure } from "#lib/upstreams/dto";

/** Says for each failure what to do. */
export const FAILURE_ADVICE: Record<FailureCode, string> = {
  UNRESOLVED:
    "Check the spelling of the URL. For an internal name, the machine that runs Latchkey must know it, and Latchkey must be started with ALLOW_PRIVATE_UPSTREAMS=true.",
  ADDRESS_PRIVATE:
    "To connect servers in private networks, Latchkey must be started with ALLOW_PRIVATE_UPSTREAMS=true.",
  ADDRESS_RESERVED:
    "Link-local, metadata, multicast and other reserved addresses are never called. Enter the server's ordinary address.",
  REFUSED: "Check the port in the URL, and that the server is running and reachable from the machine Latchkey runs on.",
  TLS: "Renew or correct the certificate. For your own certificate authority, start Latchkey with NODE_EXTRA_CA_CERTS.",
  TIMED_OUT: "Check that the server is running and that no firewall drops the connection.",
  UNAUTHORIZED: "Edit the server and add the header it expects, in most cases Authorization, or correct its value.",
  FORBIDDEN:
    "Some servers accept only requests that name a certain host, such as localhost, or that come from certain networks. Others need a credential that may do more.",
  NOT_MCP:
    "Check the path of the URL; many servers answer at /mcp. The server must use Streamable HTTP. Older HTTP+SSE servers and local (stdio) servers cannot be connected.",
  HTTP_ERROR: "Check the URL and the server's own log, then try again.",
  RATE_LIMITED: "Wait, then try again. The server's operator can allow more requests.",
  RPC_ERROR:
    "It answered as an MCP server does, so its address is right. Check what it needs, such as a credential in its headers, and its own log.",
  CATALOGUE_TOO_LARGE:
    "Remove a server of this workspace that is not needed, or let the server offer less. The operator can raise MAX_CATALOGUE_MIB.",
  DISCONNECTED: "Check the server's log, and any proxy between it and Latchkey, then try again.",
};

/** The failures of a server that answers. It gave no list that Latchkey could use, but it may answer calls. */
export const ANSWERED: ReadonlySet<FailureCode> = new Set(["CATALOGUE_TOO_LARGE", "RPC_ERROR", "RATE_LIMITED"]);

/**
 * The failure without the server's name, for places that name the server already.
 * @param subject what stands in its place
 */
export function failureSentence({ message }: Pick<UpstreamFailure, "message">, subject = "It"): string {
  return message.replace(/^“.*” /s, `${subject} `);
}
