import type { AppError, ErrorCode } from "#lib/errors";

const STATUS: Partial<Record<ErrorCode, number>> = { NOT_FOUND: 404, RATE_LIMITED: 429, UNAVAILABLE: 503 };

/** Returns the HTTP status of an error that a route answers, such as 429. @param otherwise the status of other errors */
export function refusalStatus(error: AppError, otherwise: number): number {
  return STATUS[error.code] ?? otherwise;
}
