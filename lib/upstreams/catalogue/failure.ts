import { connectionFailure } from "#lib/outgoing/connection-failure";
import { errorChain, errorCodes, httpStatus } from "#lib/outgoing/error-codes";
import type { FailureCode } from "#lib/upstreams/dto";

/** A failure: its code, and one sentence that names the server and holds no text from the server. */
export type NamedFailure = { code: FailureCode; message: string };

type Target = { name: string; url: string };

/**
 * The error for every failure between Latchkey and a connected server.
 * It has no cause: errors of the SDK hold the server's answer, which may repeat the secret headers.
 */
export class UpstreamError extends Error {
  override name = "UpstreamError";
  readonly code: FailureCode;

  constructor(failure: NamedFailure) {
    super(failure.message);
    this.code = failure.code;
  }
}

/**
 * Recognises an `UpstreamError`. One process has two copies of this module (`lib/process.ts`), so `instanceof` fails.
 */
export function isUpstreamError(error: unknown): error is UpstreamError {
  return error instanceof Error && error.name === "UpstreamError" && "code" in error;
}

/** Whether the server answered with this JSON-RPC error code. */
export function isRpcError(error: unknown, code: number): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** The error for an answer that is not read to its end because it is too large. */
export class AnswerTooLargeError extends Error {
  override name = "AnswerTooLargeError";
}

/** The error for an answer that is JSON but not what MCP wants. */
export class NotMcpError extends Error {
  override name = "NotMcpError";
}

/**
 * Names the failure of an attempt to reach `target`.
 * @param error the error of undici, Node, the TLS layer or the MCP SDK
 */
export function nameFailure(error: unknown, target: Target): NamedFailure {
  if (isUpstreamError(error)) return { code: error.code, message: error.message };
  const { host, hostname } = new URL(target.url);
  const [code, rest] = connectionFailure(errorCodes(error), host, hostname) ?? answerFailure(error, host);
  return { code, message: `“${target.name}” ${rest}` };
}

type Verdict = [code: FailureCode, rest: string];

/** Names a failure that comes from the server's answer, not from the connection. */
function answerFailure(error: unknown, host: string): Verdict {
  const status = httpStatus(error);
  const names = errorChain(error).map((each) => (each instanceof Error ? each.name : ""));
  if (status === 401 || names.includes("UnauthorizedError")) {
    return ["UNAUTHORIZED", "requires a valid credential (HTTP 401)."];
  }
  if (status === 403 || names.includes("InsufficientScopeError")) return ["FORBIDDEN", "denied access (HTTP 403)."];
  if (status !== undefined && status >= 300 && status < 400) {
    return ["HTTP_ERROR", `redirects to another address (HTTP ${status}), to which no credentials are sent.`];
  }
  if (status === 404 || status === 405 || status === 410) {
    return ["NOT_MCP", `answered HTTP ${status}: there is no MCP endpoint at this path of ${host}.`];
  }
  if (status !== undefined && status >= 400) return ["HTTP_ERROR", `answered with an error (HTTP ${status}).`];
  if (names.includes("AnswerTooLargeError")) return ["NOT_MCP", "sent an answer that is too large."];
  return ["NOT_MCP", "answered, but not in the Model Context Protocol."];
}
