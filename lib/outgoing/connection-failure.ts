/** The codes of failures below HTTP. */
type ConnectionFailureCode =
  | "UNRESOLVED"
  | "ADDRESS_PRIVATE"
  | "ADDRESS_RESERVED"
  | "REFUSED"
  | "TLS"
  | "TIMED_OUT"
  | "DISCONNECTED";

/** A failure: its code, and a sentence without its beginning, which is the name of the server or webhook. */
export type ConnectionFailure = [code: ConnectionFailureCode, rest: string];

/**
 * Names a failure below HTTP: DNS, addresses, TCP, TLS and time.
 * @param codes the codes of undici's error, as `errorCodes` finds them
 * @returns undefined for any other failure
 */
export function connectionFailure(codes: string[], host: string, hostname: string): ConnectionFailure | undefined {
  const has = (...names: string[]) => codes.some((code) => names.includes(code));
  if (has("ENOTFOUND", "EAI_AGAIN", "EAI_NONAME", "EAI_NODATA")) {
    return ["UNRESOLVED", `cannot be reached: the name ${hostname} does not resolve to an address.`];
  }
  if (has("NAME_NOT_PUBLIC")) {
    return ["UNRESOLVED", `cannot be reached: the name ${hostname} leads to no address on the internet.`];
  }
  if (has("ADDRESS_PRIVATE")) {
    return [
      "ADDRESS_PRIVATE",
      `is not called: ${hostname} leads to Latchkey's own machine or a private network, which is not allowed here.`,
    ];
  }
  if (has("ADDRESS_RESERVED")) {
    return ["ADDRESS_RESERVED", `is not called: ${hostname} leads to an address that no server may have.`];
  }
  if (has("ECONNREFUSED")) return ["REFUSED", `cannot be reached: ${host} refused the connection.`];
  if (has("EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL", "EACCES", "EPERM")) {
    return ["REFUSED", `cannot be reached: there is no route to ${host}.`];
  }
  const certificate = codes.find(isTlsCode);
  if (certificate) return ["TLS", `cannot be trusted: ${tlsReason(certificate, hostname)}.`];
  if (has("UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT")) return TIMED_OUT;
  if (has("TimeoutError", "REQUEST_TIMEOUT")) return TIMED_OUT;
  if (
    has(
      "ECONNRESET",
      "EPIPE",
      "UND_ERR_SOCKET",
      "UND_ERR_CLOSED",
      "CONNECTION_CLOSED",
      "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
    )
  ) {
    return ["DISCONNECTED", `closed the connection before it had answered.`];
  }
  return undefined;
}

const TIMED_OUT: ConnectionFailure = ["TIMED_OUT", "did not answer in time."];

function isTlsCode(code: string): boolean {
  return TLS_REASONS.has(code) || /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|UNABLE_TO_|CRL_)/.test(code);
}

/** The usual codes of OpenSSL's X.509 verification (`x509_vfy.h`). */
const TLS_REASONS = new Map([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "its certificate is self-signed"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "its certificate comes from an authority this machine does not know"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "its certificate comes from an authority this machine does not know"],
  ["UNABLE_TO_GET_ISSUER_CERT", "its certificate comes from an authority this machine does not know"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "its certificate comes from an authority this machine does not know"],
  ["CERT_HAS_EXPIRED", "its certificate has expired"],
  ["CERT_NOT_YET_VALID", "its certificate is not valid yet"],
  ["CERT_REVOKED", "its certificate was revoked"],
]);

function tlsReason(code: string, hostname: string): string {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return `its certificate is not made out to ${hostname}`;
  return TLS_REASONS.get(code) ?? "no TLS connection could be made";
}
