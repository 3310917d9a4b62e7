/** The closed set of ways in which an operation can refuse or fail. Skins map each to their protocol. */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "INVALID_INPUT"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "UNAVAILABLE";

/** One sentence for each wrong field, by the field's path (`workspaceIds`, `headers.0.name`). */
export type FieldErrors = Record<string, string>;

type Details = { fields?: FieldErrors; retryAfterSeconds?: number; cause?: unknown };

/**
 * An error that people may read: `message` says what was wrong, what is allowed and what to do,
 * and never holds a secret. Anything thrown that is not an `AppError` is a defect and is shown as such.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldErrors;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.name = "AppError";
    this.code = code;
    this.fields = details.fields ?? {};
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** `instanceof` would fail across the two copies of this module in one process (see `lib/process.ts`). */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError" && "code" in error;
}

/** The same answer for what does not exist and for what belongs to somebody else. */
export function notFound(what: string): AppError {
  return new AppError("NOT_FOUND", `This ${what} does not exist, or you have no access to it.`);
}

/** @param action what the caller tried, as in "revoke keys of other members". */
export function forbidden(action: string): AppError {
  return new AppError("FORBIDDEN", `Your role in this workspace does not allow you to ${action}. Ask an admin.`);
}

/** One wrong field. */
export function invalidField(field: string, message: string): AppError {
  return new AppError("INVALID_INPUT", message, { fields: { [field]: message } });
}
