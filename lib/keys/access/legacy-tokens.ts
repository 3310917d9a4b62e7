import { addDays, SECOND_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";
import { single } from "#lib/process";

/** A legacy token may have any form: 16 to 512 visible ASCII characters. */
const SHAPE = /^[\x21-\x7e]{16,512}$/;
/** How long the answer of the database is kept. */
const KEPT_MS = 30 * SECOND_MS;

type KeptAnswer = { readAtMs: number; answer: Promise<boolean> };

/**
 * Whether `token`, which has not the form of Latchkey's own tokens, may be a legacy token and is worth a query. While
 * an installation has no legacy tokens, and has had none for long, such a text costs no query.
 * @throws the error of the database when it cannot be reached
 */
export async function mayBeLegacyToken(token: string, now: Date): Promise<boolean> {
  return SHAPE.test(token) && (await hasLegacyKeys(now.getTime()));
}

/**
 * Whether any legacy token is usable, or has ended so lately that its page shows who still tries it. Its client would
 * otherwise be told that the token is malformed. The database is asked at most once in 30 seconds.
 */
function hasLegacyKeys(nowMs: number): Promise<boolean> {
  const holder = single("legacy-keys", (): { kept: KeptAnswer | null } => ({ kept: null }));
  const { kept } = holder;
  // The absolute value: when the clock was set back, the answer must not be kept for longer.
  if (kept && Math.abs(nowMs - kept.readAtMs) < KEPT_MS) return kept.answer;
  const reading: KeptAnswer = { readAtMs: nowMs, answer: readHasLegacyKeys(nowMs) };
  // A failed read is not kept.
  reading.answer.catch(() => {
    if (holder.kept === reading) holder.kept = null;
  });
  holder.kept = reading;
  return reading.answer;
}

async function readHasLegacyKeys(nowMs: number): Promise<boolean> {
  const { rows } = await pool().query<{ some: boolean }>(
    `SELECT EXISTS (SELECT FROM "Key" WHERE "isLegacy" AND ("revokedAt" IS NULL OR "revokedAt" > $1)
                       AND ("expiresAt" IS NULL OR "expiresAt" > $1)) AS "some"`,
    [addDays(new Date(nowMs), -env().USAGE_RETENTION_DAYS)],
  );
  return rows[0]?.some ?? false;
}
