import { startEmbedded } from "#lib/db/embedded";
import { env } from "#lib/env";

/** The database that the settings name, for a command: the embedded one is started for as long as the command runs. */
export async function databaseUrl(): Promise<AsyncDisposable & { url: string }> {
  const settings = env();
  if (settings.DATABASE_URL) return { url: settings.DATABASE_URL, [Symbol.asyncDispose]: async () => {} };
  const database = await startEmbedded({ dataDir: settings.DATA_DIR, password: settings.EMBEDDED_DATABASE_PASSWORD });
  const leave = database.adopted ? async () => {} : () => database.stop();
  return { url: database.url, [Symbol.asyncDispose]: leave };
}
