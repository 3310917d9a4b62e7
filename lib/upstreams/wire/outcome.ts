import { isObject, type JsonObject } from "#lib/mcp/protocol";

/** The outcome of a request: exactly one of both is set. `message` is the whole response. */
export type Outcome = { message: JsonObject } & (
  | { result: unknown; error?: undefined }
  | { error: unknown; result?: undefined }
);

/**
 * Finds the outcome of a request in a message. A server may leave the id out of an error whose request it could not read
 * (JSON-RPC 2.0, section 5), and some write it as text.
 * @param id the id of the request
 * @param isAlone whether no other message can answer the request, so this one needs no id
 * @returns null when the message is no response to the request
 */
export function outcomeOf(message: unknown, id: number, isAlone: boolean): Outcome | null {
  if (!isObject(message)) return null;
  const { id: answered, method, result = null, error = null } = message;
  if (method !== undefined && method !== null) return null;
  const isNameless = answered === undefined || answered === null;
  if (isNameless ? !isAlone && error === null : answered !== id && answered !== String(id)) return null;
  if (error !== null) return { message, error };
  return result === null ? null : { message, result };
}
