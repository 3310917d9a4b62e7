import type { Context, MiddlewareHandler } from "hono";
import { KEYS_PATH, publicAddress } from "#lib/http/public-address";
import { isToken } from "#lib/secrets/token";

const KEY_IN_HEADER = /^Bearer +(\S+) *$/i;

/**
 * Offers no sign-in to a client that sends a key. A client with a key that has ended takes the 401 as an invitation to
 * sign in, and sends its headers along when it looks for the way. After the sign-in its header would win again, so it
 * would ask its person again and again (docs/decisions/0047).
 */
export const offerNothingToKeyHolders: MiddlewareHandler = async (context, next) => {
  const { authorization = "", "x-api-key": apiKey = "" } = context.req.header();
  const bearer = KEY_IN_HEADER.exec(authorization)?.[1] ?? "";
  if (!isToken(bearer) && !isToken(apiKey.trim())) return next();
  return refuseRegistration(context);
};

/**
 * Answers a client that tries to register although it has a key, in the form of OAuth (RFC 7591, section 3.2.2). Clients
 * show this to their people. It also answers at `/register`, where clients look that found no metadata.
 */
export function refuseRegistration(context: Context): Response {
  const error_description = `The client sends a key, so there is no sign-in. API key not found, expired or revoked. Create a new one: ${publicAddress(KEYS_PATH)}`;
  return context.json({ error: "access_denied", error_description }, 404, { "cache-control": "no-store" });
}
