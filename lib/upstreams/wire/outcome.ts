import { isObject, type JsonObject, RPC_CODE } from "#lib/mcp/protocol";
import { isInteger } from "#lib/mcp/rpc-id";
import { numberOf } from "#lib/text/exact-numbers";

/** The outcome of a request: exactly one of both is set. `message` is the whole response. */
export type Outcome = { message: JsonObject } & (
  | { result: unknown; error?: undefined }
  | { error: JsonObject; result?: undefined }
);

/**
 * Finds the outcome of a request in a message. No other request shares the exchange, so a response without an id is that
 * of this request. Some servers write the id as text, or the response as a batch of one.
 * @param id the id of the request
 * @returns null when the message is no response to the request
 */
export function outcomeOf(value: unknown, id: number): Outcome | null {
  const message = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (!isObject(message)) return null;
  const { id: answered = null, method = null, result = null } = message;
  if (method !== null) return null;
  if (answered !== null && answered !== id && answered !== String(id)) return null;
  const error = errorOf(message);
  if (error) return { message, error };
  return result === null ? null : { message, result };
}

/** The error of a JSON-RPC response, in the form that strict clients accept; null when there is none. */
export function errorOf({ error = null, result }: JsonObject): JsonObject | null {
  if (error === null) return null;
  const { code, message, data } = isObject(error) ? error : { message: error };
  if (isInteger(code) && typeof message === "string") return error as JsonObject;
  const number = numberOf(code) ?? Number(code || Number.NaN);
  const text = typeof message === "string" ? message : "";
  // `error: {}` and `error: false` say nothing, so a result counts.
  if (!Number.isInteger(number) && text === "" && isObject(result)) return null;
  if (!Number.isInteger(number) && text === "" && !isObject(error)) return null;
  return {
    code: Number.isInteger(number) ? number : RPC_CODE.internalError,
    message: text || "The server answered with an error that it does not explain.",
    ...(data !== undefined && { data }),
  };
}
