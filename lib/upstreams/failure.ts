import type { FailureCode } from "#lib/upstreams/dto";
import { errorChain, errorCodes, httpStatus } from "#lib/upstreams/error-codes";

/** A failure by its name, and one sentence that names the server and never holds anything the server said. */
export type NamedFailure = { code: FailureCode; message: string };

type Target = { name: string; url: string };

/**
 * Raised for everything that goes wrong between Latchkey and a connected server.
 * It carries no cause: SDK errors hold the server's answer, which may repeat the headers it was sent.
 */
export class UpstreamError extends Error {
  override name = "UpstreamError";
  readonly code: FailureCode;

  constructor(failure: NamedFailure) {
    super(failure.message);
    this.code = failure.code;
  }
}

/** `instanceof` would fail across the two copies of this module in one process (see `lib/process.ts`). */
export function isUpstreamError(error: unknown): error is UpstreamError {
  return error instanceof Error && error.name === "UpstreamError" && "code" in error;
}

/** Whether the server answered with this JSON-RPC error code. */
export function isRpcError(error: unknown, code: number): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** An answer that was cut off because it grew too large. */
export class AnswerTooLargeError extends Error {
  override name = "AnswerTooLargeError";
}

/**
 * Names what an attempt to reach `target` ended with.
 * @param error what undici, Node, the TLS layer or the MCP SDK threw
 */
export function nameFailure(error: unknown, target: Target): NamedFailure {
  if (isUpstreamError(error)) return { code: error.code, message: error.message };
  const { host, hostname } = new URL(target.url);
  const [code, rest] = connectionFailure(errorCodes(error), host, hostname) ?? answerFailure(error, host);
  return { code, message: `“${target.name}” ${rest}` };
}

type Verdict = [code: FailureCode, rest: string];

/** Failures below HTTP: DNS, addresses, TCP, TLS and time. */
function connectionFailure(codes: string[], host: string, hostname: string): Verdict | undefined {
  const has = (...names: string[]) => codes.some((code) => names.includes(code));
  if (has("ENOTFOUND", "EAI_AGAIN", "EAI_NONAME", "EAI_NODATA")) {
    return ["UNRESOLVED", `cannot be reached: the name ${hostname} does not resolve to an address.`];
  }
  if (has("ADDRESS_PRIVATE")) {
    return [
      "ADDRESS_PRIVATE",
      `is not called: ${hostname} leads to Latchkey's own machine or a private network, which is not allowed here.`,
    ];
  }
  if (has("ADDRESS_RESERVED")) {
    return ["ADDRESS_RESERVED", `is not called: ${hostname} leads to an address that no MCP server may have.`];
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

const TIMED_OUT: Verdict = ["TIMED_OUT", "did not answer in time."];

/** What the server answered, when it answered at all. */
function answerFailure(error: unknown, host: string): Verdict {
  const status = httpStatus(error);
  const names = errorChain(error).map((each) => (each instanceof Error ? each.name : ""));
  if (status === 401 || names.includes("UnauthorizedError")) {
    return ["UNAUTHORIZED", "requires a credential it accepts (HTTP 401)."];
  }
  if (status === 403 || names.includes("InsufficientScopeError")) return ["FORBIDDEN", "denied access (HTTP 403)."];
  if (status !== undefined && status >= 300 && status < 400) {
    return ["HTTP_ERROR", `redirects to another address (HTTP ${status}), to which no credentials are sent.`];
  }
  if (status === 404 || status === 405 || status === 410) {
    return ["NOT_MCP", `answered HTTP ${status}: there is no MCP endpoint at this path of ${host}.`];
  }
  if (status !== undefined && status >= 400) return ["HTTP_ERROR", `answered with an error (HTTP ${status}).`];
  if (names.includes("AnswerTooLargeError")) return ["NOT_MCP", "sent an answer too large to be taken."];
  return ["NOT_MCP", "answered, but not in the Model Context Protocol."];
}

function isTlsCode(code: string): boolean {
  return TLS_REASONS.has(code) || /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|UNABLE_TO_|CRL_)/.test(code);
}

/** The codes of OpenSSL's X.509 verification that people meet; see `x509_vfy.h`. */
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
