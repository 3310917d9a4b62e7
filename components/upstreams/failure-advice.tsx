import type { FailureCode, UpstreamFailure } from "#lib/upstreams/dto";

/** What to do about each failure. */
export const FAILURE_ADVICE: Record<FailureCode, string> = {
  UNRESOLVED:
    "Check the spelling of the URL. An internal name has to be known to the machine that Latchkey runs on as well.",
  ADDRESS_PRIVATE:
    "If servers in private networks are to be connected, whoever runs Latchkey has to start it with ALLOW_PRIVATE_UPSTREAMS=true.",
  ADDRESS_RESERVED:
    "Link-local, metadata, multicast and other reserved addresses are never called. Enter the server's ordinary address.",
  REFUSED: "Check the port in the URL, and that the server is running and reachable from the machine Latchkey runs on.",
  TLS: "Renew or correct the certificate. For an authority of your own, start Latchkey with NODE_EXTRA_CA_CERTS.",
  TIMED_OUT: "Check that the server is running and that no firewall drops the connection.",
  UNAUTHORIZED: "Edit the server and add the header it expects, in most cases Authorization, or correct its value.",
  FORBIDDEN: "Check what its credential is allowed to do, and whether the server limits which addresses may connect.",
  NOT_MCP:
    "Check the path of the URL; many servers answer at /mcp. It has to speak Streamable HTTP: the older HTTP+SSE and local (stdio) servers cannot be connected.",
  HTTP_ERROR: "Check the URL and the server's own log, then try again.",
  DISCONNECTED: "Check the server's log, and any proxy between it and Latchkey, then try again.",
};

/** The sentence without the server's name, for places that are about this server anyway. */
export function failureOfIt({ message }: UpstreamFailure): string {
  return message.replace(/^“.*” /s, "It ");
}
