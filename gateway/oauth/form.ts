import type { IncomingMessage } from "node:http";
import { readIncomingText } from "#gateway/api/incoming-text";
import { isPlainBody } from "#lib/http/request-problem";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";

/** The largest body of these endpoints, in bytes. A real one has some hundred. */
const BODY_MAX_BYTES = 16 * 1024;
/** The only parameter that may come several times (RFC 8707, section 2). */
const REPEATABLE = "resource";

/** The parameters of a request to an endpoint of OAuth. */
export type OAuthForm = {
  /** The value of a parameter; undefined when it is missing or empty (RFC 6749, section 3.2). */
  get: (name: string) => string | undefined;
  getAll: (name: string) => string[];
};

/**
 * Reads a body within limits.
 * @throws OAuthError invalid_request
 */
export async function readBody(incoming: IncomingMessage, contentType: string): Promise<string> {
  const given = (incoming.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (given !== contentType) throw new OAuthError("invalid_request", `The Content-Type must be ${contentType}.`);
  if (!isPlainBody(incoming)) throw new OAuthError("invalid_request", "The body must not be compressed.");
  const text = await readIncomingText(incoming, BODY_MAX_BYTES);
  if (text !== null) return text;
  throw new OAuthError("invalid_request", `The body may have at most ${BODY_MAX_BYTES / 1024} KiB.`);
}

/**
 * Reads the form that a client posts.
 * @throws OAuthError invalid_request, also for a parameter that comes twice (RFC 6749, section 3.2)
 */
export async function readForm(incoming: IncomingMessage): Promise<OAuthForm> {
  const parameters = new URLSearchParams(await readBody(incoming, "application/x-www-form-urlencoded"));
  const names = new Set<string>();
  for (const name of parameters.keys()) {
    if (name !== REPEATABLE && names.has(name)) {
      throw new OAuthError("invalid_request", "A parameter stands in the request twice.");
    }
    names.add(name);
  }
  return { get: (name) => parameters.get(name) || undefined, getAll: (name) => parameters.getAll(name) };
}

/** @throws OAuthError invalid_request when the parameter is missing */
export function required(form: OAuthForm, name: string): string {
  const value = form.get(name);
  if (value !== undefined) return value;
  throw new OAuthError("invalid_request", `The parameter ${name} is missing.`);
}
