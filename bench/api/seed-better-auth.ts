import { hash, randomBytes } from "node:crypto";
import { withClient } from "#bench/latchkey/database";
import { randomBase62 } from "#lib/text/base62";

/** The default length of the plugin's keys, in characters. */
const KEY_LENGTH = 64;
const PASSWORD_LENGTH = 24;

export type BetterAuthKeys = { userId: string; tokens: string[]; cookie: string };

/**
 * Signs up one person with `total` keys. The tokens of `working` keys are known. The plugin has its default settings
 * without its rate limits.
 */
export async function seedBetterAuth(
  origin: string,
  databaseUrl: string,
  { total, working }: { total: number; working: number },
): Promise<BetterAuthKeys> {
  const { userId, cookie } = await signUp(origin);
  const tokens = Array.from({ length: total }, () => randomBase62(KEY_LENGTH, randomBytes));
  await withClient(databaseUrl, async (client) => {
    await client.query(KEYS, [tokens.map((token) => hash("sha256", token, "base64url")), userId]);
    await client.query("VACUUM ANALYZE");
  });
  return { userId, cookie, tokens: tokens.slice(0, working) };
}

async function signUp(origin: string): Promise<{ userId: string; cookie: string }> {
  const response = await fetch(`${origin}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({
      name: "Owner",
      email: "owner@example.com",
      password: randomBase62(PASSWORD_LENGTH, randomBytes),
    }),
  });
  const body = (await response.json()) as { user?: { id: string } };
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  if (body.user && cookie) return { userId: body.user.id, cookie };
  throw new Error(`better-auth made no account; it answered ${response.status}.`);
}

const KEYS = `
  INSERT INTO "apikey" (id, "configId", name, start, "referenceId", key, enabled, "rateLimitEnabled", "requestCount", "createdAt", "updatedAt")
  SELECT 'key' || n, 'default', 'Key ' || n, 'abcdef', $2, hash, true, false, 0, now() + n * interval '1 second', now()
  FROM unnest($1::text[]) WITH ORDINALITY AS given(hash, n)`;
