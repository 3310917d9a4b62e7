import { RPC_CODE, type RpcId } from "#lib/mcp/protocol";

/** An error that a request is answered with. The message is for people and holds no secret. */
export class RpcError extends Error {
  override name = "RpcError";
  readonly code: number;
  readonly data: Record<string, unknown> | undefined;
  /** The HTTP status for clients of the 2026 revision. Clients of the 2025 revisions read errors only from 200. */
  readonly modernStatus: number;
  /** The HTTP status of a refusal, which is the same for all clients. Undefined for other errors. */
  readonly status: number | undefined;
  /** Additional HTTP headers. */
  readonly headers: Record<string, string>;
  /** The id of a message that could not be read any further; null for other errors. */
  readonly id: RpcId | null;

  constructor(
    code: number,
    message: string,
    details: {
      data?: Record<string, unknown>;
      modernStatus?: number;
      status?: number;
      headers?: Record<string, string>;
      id?: RpcId | null;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.data = details.data;
    this.modernStatus = details.modernStatus ?? 200;
    this.status = details.status;
    this.headers = details.headers ?? {};
    this.id = details.id ?? null;
  }
}

/** Why a request is refused before it reaches a server. Clients may rely on these names. */
export type RefusalType =
  | "MISSING_CREDENTIALS"
  | "INVALID_API_KEY"
  | "KEY_IN_QUERY"
  | "AMBIGUOUS_CREDENTIALS"
  | "INSUFFICIENT_SCOPE"
  | "TOOL_BLOCKED"
  | "POLICY_BLOCKED"
  | "NOT_REACHED"
  | "HOST_NOT_ALLOWED"
  | "ORIGIN_NOT_ALLOWED"
  | "METHOD_NOT_ALLOWED"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "BODY_TOO_LARGE"
  | "RATE_LIMITED"
  | "TOO_MANY_CALLS"
  | "TOO_MANY_STREAMS"
  | "UNAVAILABLE";

const STATUS_TEXT: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  405: "Method Not Allowed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

/**
 * Creates a refusal. Its HTTP status is also its JSON-RPC code, and its `data` says what to do.
 * @param message one sentence for people
 */
export function refusal(
  status: number,
  errorType: RefusalType,
  message: string,
  headers: Record<string, string> = {},
  data: Record<string, unknown> = {},
): RpcError {
  const text = STATUS_TEXT[status] ?? "Refused";
  return new RpcError(status, text, { status, headers, data: { errorType, message, ...data } });
}

export function invalidParams(message: string, data?: Record<string, unknown>): RpcError {
  return new RpcError(RPC_CODE.invalidParams, message, data && { data });
}
