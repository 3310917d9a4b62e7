import { SECOND_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { single } from "#lib/process";

/** Tokens of another system may be of any form: 16 to 512 visible ASCII characters. */
const SHAPE = /^[\x21-\x7e]{16,512}$/;
/** How long an installation may believe that it has none, or some. */
const KEPT_MS = 30 * SECOND_MS;

type Known = { readAtMs: number; answer: Promise<boolean> };

/**
 * Whether `token`, which is none of Latchkey's own, may be one that was brought in from another system and so is worth
 * looking up. Where there are no such tokens, text of another form costs no query.
 * @throws whatever the database throws when it cannot be reached
 */
export async function mayBeLegacyToken(token: string, now: Date): Promise<boolean> {
  return SHAPE.test(token) && (await hasLegacyKeys(now.getTime()));
}

/** Whether any legacy token still works; asked of the database once in 30 seconds at most. */
function hasLegacyKeys(nowMs: number): Promise<boolean> {
  const holder = single("legacy-keys", (): { known: Known | null } => ({ known: null }));
  const { known } = holder;
  // A clock that was set back counts as time that has passed.
  if (known && Math.abs(nowMs - known.readAtMs) < KEPT_MS) return known.answer;
  const reading: Known = { readAtMs: nowMs, answer: readHasLegacyKeys(nowMs) };
  reading.answer.catch(() => {
    if (holder.known === reading) holder.known = null;
  });
  holder.known = reading;
  return reading.answer;
}

async function readHasLegacyKeys(nowMs: number): Promise<boolean> {
  const { rows } = await pool().query<{ some: boolean }>(
    `SELECT EXISTS (SELECT FROM "Key" WHERE "isLegacy" AND "revokedAt" IS NULL
                       AND ("expiresAt" IS NULL OR "expiresAt" > $1)) AS "some"`,
    [new Date(nowMs)],
  );
  return rows[0]?.some ?? false;
}
