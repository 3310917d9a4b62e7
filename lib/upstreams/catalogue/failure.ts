import { counted } from "#lib/format/numbers";
import { connectionFailure } from "#lib/outgoing/connection-failure";
import { errorChain, errorCodes } from "#lib/outgoing/error-codes";
import { redirectInWords } from "#lib/upstreams/catalogue/redirect-words";
import type { FailureCode } from "#lib/upstreams/dto";

/**
 * A failure: its code, and one sentence that names the server. The server wrote no word of the sentence, except the
 * address to which it redirects, without its query (`redirectInWords`).
 */
export type NamedFailure = {
  code: FailureCode;
  message: string;
  /** What the server itself said, for admins: one short line of untrusted text without secrets. */
  said?: string | null;
};

type Target = { name: string; url: string };

/**
 * The error for every failure between Latchkey and a connected server.
 * It has no cause, because a cause may hold the server's answer, and that may repeat the secret headers.
 */
export class UpstreamError extends Error {
  override name = "UpstreamError";
  readonly code: FailureCode;
  readonly said: string | null;
  /** The code of the JSON-RPC error with which the server answered; null for any other failure. */
  readonly rpcCode: number | null;

  constructor(failure: NamedFailure, rpcCode: number | null = null) {
    super(failure.message);
    this.code = failure.code;
    this.said = failure.said ?? null;
    this.rpcCode = rpcCode;
  }
}

/**
 * Recognises an `UpstreamError`. One process has two copies of this module (`lib/process.ts`), so `instanceof` fails.
 */
export function isUpstreamError(error: unknown): error is UpstreamError {
  return error instanceof Error && error.name === "UpstreamError" && "code" in error;
}

/** The error for an answer that is not read to its end because it is too large. */
export class AnswerTooLargeError extends Error {
  override name = "AnswerTooLargeError";
}

/**
 * Names the failure of an attempt to reach `target`.
 * @param error the error of undici, Node or the TLS layer
 */
export function nameFailure(error: unknown, target: Target): NamedFailure {
  if (isUpstreamError(error)) return { code: error.code, message: error.message, said: error.said };
  const { host, hostname } = new URL(target.url);
  const [code, rest] = connectionFailure(errorCodes(error), host, hostname) ?? answerFailure(error);
  return { code, message: `“${target.name}” ${rest}` };
}

type Verdict = [code: FailureCode, rest: string];

/** Names a failure that comes from the server's answer, not from the connection. */
function answerFailure(error: unknown): Verdict {
  const names = errorChain(error).map((each) => (each instanceof Error ? each.name : ""));
  if (names.includes("AnswerTooLargeError")) return ["NOT_MCP", "sent an answer that is too large."];
  return ["NOT_MCP", "answered, but not in the Model Context Protocol."];
}

/** An answer with a status that is not 2xx. */
export type RefusedStatus = {
  status: number;
  /** The address that was asked. */
  url: string;
  /** The `Location` header. */
  location?: string | undefined;
  /** How long the server asks to wait, in seconds. */
  waitSeconds?: number | null;
  /** Whether the body explains the refusal as an MCP server does, so the address is right. */
  isOwnError?: boolean;
};

/** Says what an HTTP status means that is not 2xx. The sentence has no beginning, which is the name of the server. */
export function statusFailure({
  status,
  url,
  location,
  waitSeconds = null,
  isOwnError = false,
}: RefusedStatus): Verdict {
  if (status < 400) return ["HTTP_ERROR", redirectInWords(status, url, location)];
  if (status === 401) return ["UNAUTHORIZED", "requires a valid credential (HTTP 401)."];
  if (status === 403) return ["FORBIDDEN", "denied access (HTTP 403)."];
  const wait = waitSeconds === null ? "" : `, and asks to wait ${waitInWords(waitSeconds)}`;
  if (status === 429) return ["RATE_LIMITED", `was asked too often (HTTP 429)${wait}.`];
  if (isOwnError) return ["RPC_ERROR", `refused with an error of its own (HTTP ${status})${wait}.`];
  if (status === 404 || status === 405 || status === 410) {
    return ["NOT_MCP", `answered HTTP ${status}: there is no MCP endpoint at this path of ${new URL(url).host}.`];
  }
  return ["HTTP_ERROR", `answered with an error (HTTP ${status})${wait}.`];
}

function waitInWords(seconds: number): string {
  return seconds < 120 ? counted(seconds, "second") : counted(Math.ceil(seconds / 60), "minute");
}
