import type { Context } from "hono";
import { KEYS_PATH, publicAddress } from "#lib/http/public-address";

/**
 * Answers clients that try to register because they take a 401 as an invitation to sign in (2025-03-26, without metadata).
 * They show this answer to their users, so it explains the problem in the form of OAuth (RFC 7591 section 3.2.2).
 */
export function refuseRegistration(context: Context): Response {
  const error_description = `Latchkey accepts keys and has no sign-in for clients. The API key is missing, or not found, expired or revoked. Create a new one: ${publicAddress(KEYS_PATH)}`;
  return context.json({ error: "access_denied", error_description }, 404, { "cache-control": "no-store" });
}
