import type pg from "pg";
import { unknownMigrations } from "#lib/db/migrations";
import { SettingsError } from "#lib/env";
import { log } from "#lib/log";

/** How many names of migrations are shown. */
const SHOWN = 3;

/**
 * Stops a start on a database that a newer version of Latchkey has migrated. This version knows nothing of what changed,
 * so it could refuse what it should allow, or keep what it should change.
 * @param isAllowed the operator's word that the newer migrations are safe for this version
 * @throws SettingsError with one sentence
 */
export async function refuseNewerDatabase(connection: Pick<pg.Client, "query">, isAllowed: boolean): Promise<void> {
  const unknown = await unknownMigrations(connection);
  if (unknown.length === 0) return;
  const shown = unknown.slice(0, SHOWN).join(", ") + (unknown.length > SHOWN ? ", …" : "");
  const what = `A newer version of Latchkey has migrated this database (${shown}).`;
  if (isAllowed) return log().warn(`${what} This version starts all the same, because ALLOW_NEWER_DATABASE is true.`);
  throw new SettingsError(
    `${what} Start that version, or restore the backup from before the upgrade, or set ALLOW_NEWER_DATABASE=true after reading docs/operations/upgrades.md.`,
  );
}
