import { connectionFailure } from "#lib/outgoing/connection-failure";
import { errorChain, errorCodes, httpStatus } from "#lib/outgoing/error-codes";
import type { FailureCode } from "#lib/upstreams/dto";

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
