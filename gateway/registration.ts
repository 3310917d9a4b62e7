import type { Context } from "hono";

/**
 * Where clients that take a 401 as an invitation to sign in would register first (2025-03-26, without metadata).
 * They show their users what they are answered, so it says what is wrong in OAuth's own form (RFC 7591 section 3.2.2).
 */
export function refuseRegistration(context: Context): Response {
  const error_description =
    "Latchkey takes keys, there is no sign-in for clients. The key is missing, cut off, expired or revoked: create a new one.";
  return context.json({ error: "access_denied", error_description }, 404, { "cache-control": "no-store" });
}
