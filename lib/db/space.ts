import { seenFull } from "#lib/db/away-mark";
import { awayReason } from "#lib/db/database-away";
import { pool } from "#lib/db/pool";

/**
 * Writes a table that no one keeps, if a write has failed for lack of space before. It writes nothing otherwise, because
 * anybody may ask whether Latchkey is ready.
 * @throws the error of the database while there is no space
 */
export async function checkSpace(): Promise<void> {
  if (!seenFull().isFull) return;
  try {
    await pool().query(WRITE);
  } catch (error) {
    // A role that may make no temporary tables learns nothing here.
    if (awayReason(error) === "full") throw error;
  }
  seenFull().isFull = false;
}

/** Both statements are one transaction. */
const WRITE = "CREATE TEMP TABLE latchkey_space AS SELECT repeat('x', 5000) AS text; DROP TABLE latchkey_space";
