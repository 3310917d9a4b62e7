/** All kinds of expected errors. The gateway, the REST API and the screens each map them to their own answers. */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "INVALID_INPUT"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "UNAVAILABLE";

/** One sentence for each wrong field, by the path of the field, such as `workspaceIds` or `headers.0.name`. */
export type FieldErrors = Record<string, string>;

type Details = { fields?: FieldErrors; retryAfterSeconds?: number; cause?: unknown };

/**
 * An expected error that people may read. `message` says what was wrong, what is allowed and what to do. It never
 * contains a secret. Every other error that is thrown is a defect, and people see only that something failed.
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

/**
 * Says whether `error` is an `AppError`. It does not use `instanceof`, because one process may load two copies of this
 * module (see `lib/process.ts`).
 */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError" && "code" in error;
}

/**
 * Returns the error for something that does not exist or that the caller may not see. Both cases have the same message.
 * @param what the kind of thing, such as "workspace"
 */
export function notFound(what: string): AppError {
  return new AppError("NOT_FOUND", `This ${what} does not exist, or you have no access to it.`);
}

/**
 * Returns the error for a caller whose role does not allow an action.
 * @param action what the caller tried to do, such as "revoke keys of other members"
 */
export function forbidden(action: string): AppError {
  return new AppError("FORBIDDEN", `Your role in this workspace does not allow you to ${action}. Ask an admin.`);
}

/** Returns the error for one wrong field. */
export function invalidField(field: string, message: string): AppError {
  return new AppError("INVALID_INPUT", message, { fields: { [field]: message } });
}
