import { databaseAwayError } from "#lib/db/away-error";
import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";

/** Makes the refusal of a request that met a database that is away. @returns null when the error means anything else */
export function databaseRefusal(error: unknown): RpcError | null {
  const away = databaseAwayError(error);
  return away && refusal(503, "UNAVAILABLE", away.message, { "retry-after": String(away.retryAfterSeconds) });
}
