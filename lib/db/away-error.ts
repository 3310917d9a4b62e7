import { AWAY_ADVICE, awaySentence } from "#lib/db/away-words";
import { awayReason } from "#lib/db/database-away";
import { AppError } from "#lib/errors";

/** After how long the same request may be sent again, in seconds. */
const RETRY_SECONDS = 5;

/**
 * Makes the one answer to a database that is away. The gateway, the REST API and the forms each send it in their way.
 * @returns null when the error means anything else
 */
export function databaseAwayError(error: unknown): AppError | null {
  const reason = awayReason(error);
  if (reason === null) return null;
  const message = `${awaySentence(reason)} ${AWAY_ADVICE}`;
  return new AppError("UNAVAILABLE", message, { retryAfterSeconds: RETRY_SECONDS, cause: error });
}
