import { startEmbedded } from "#lib/db/embedded/embedded";
import { env } from "#lib/env";

/** The database of the settings, for a command. The embedded database is started and stops with the command. */
export async function databaseUrl(): Promise<AsyncDisposable & { url: string }> {
  const settings = env();
  if (settings.DATABASE_URL) return { url: settings.DATABASE_URL, [Symbol.asyncDispose]: async () => {} };
  const database = await startEmbedded({ dataDir: settings.DATA_DIR, password: settings.EMBEDDED_DATABASE_PASSWORD });
  const leave = database.adopted ? async () => {} : () => database.stop();
  return { url: database.url, [Symbol.asyncDispose]: leave };
}
