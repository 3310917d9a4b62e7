import { parseArgs } from "node:util";
import { closeDatabase } from "#lib/db/client";
import { type RepairedSecrets, repairSecrets } from "#lib/db/embedded/repair-secrets";
import { migrate } from "#lib/db/migrate";
import { env, provideEnv, provideEnvWith, SettingsError } from "#lib/env";
import { acceptEncryptionKey, type LostSecrets } from "#lib/secrets/encryption-key";
import { folderProblem } from "#lib/secrets/folder-problem";
import { SecretsProblem } from "#lib/secrets/secrets-problem";
import { databaseUrl } from "#scripts/database";

const USAGE = `For the operator of the server:
  npm run secrets -- repair       makes secrets.json in DATA_DIR usable again when it is lost or damaged, or belongs to
                                  another installation. What can be used of it is kept. It gives the embedded database
                                  the password in it, so Latchkey must be stopped.
  npm run secrets -- accept-key   goes on with another ENCRYPTION_KEY when the earlier one is lost for good. What was
                                  encrypted under the earlier one cannot be opened any more, and is entered again.`;

const NO_SECRETS = { authSecret: "", encryptionKey: "", databasePassword: "" };

async function repair(): Promise<string> {
  // The secrets are not read here, because they may be lost.
  const { DATA_DIR, DATABASE_URL, AUTH_SECRET, ENCRYPTION_KEY } = provideEnvWith(() => NO_SECRETS);
  if (DATABASE_URL) {
    throw new SettingsError("DATABASE_URL is set, so Latchkey uses no secrets.json: there is nothing to repair.");
  }
  const repaired = await repairSecrets(DATA_DIR);
  const { secrets, renewed } = repaired;
  provideEnv({
    ...env(),
    AUTH_SECRET: AUTH_SECRET || secrets.authSecret,
    ENCRYPTION_KEY: ENCRYPTION_KEY || secrets.encryptionKey,
    EMBEDDED_DATABASE_PASSWORD: secrets.databasePassword,
  });
  const hasLostKey = renewed.has("encryptionKey") && !ENCRYPTION_KEY;
  // This also proves that the database takes the password.
  const lost = hasLostKey ? await withDatabase(acceptEncryptionKey) : await withDatabase(async () => null);
  return outcomeOf(repaired, lost, AUTH_SECRET !== "");
}

function outcomeOf({ renewed }: RepairedSecrets, lost: LostSecrets | null, hasAuthSecret: boolean): string {
  const lines = ["The database has the password in secrets.json. Latchkey can be started."];
  if (renewed.has("authSecret") && !hasAuthSecret) {
    lines.push("The secret of the sessions is new: everybody signs in again.");
  }
  if (lost) lines.push("ENCRYPTION_KEY is new, because the earlier one cannot be recovered:", ...linesOf(lost));
  if (renewed.size > 0) lines.push("A file that was there before is kept as secrets.json.replaced.");
  lines.push("Keys, API tokens, accounts and passwords are not concerned.");
  return lines.join("\n");
}

function linesOf({ servers, webhooks }: LostSecrets): string[] {
  return [
    `  MCP servers whose header values are lost: ${servers}. Admins edit each server and enter them again.`,
    `  Webhooks whose secret is lost: ${webhooks}. Admins rotate the secret of each.`,
  ];
}

async function acceptKey(): Promise<string> {
  const lost = await withDatabase(acceptEncryptionKey);
  return ["This ENCRYPTION_KEY is the one of the installation now.", ...linesOf(lost)].join("\n");
}

/** Runs `work` with the database of the settings, whose migrations are applied. */
async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  await using database = await databaseUrl();
  provideEnv({ ...env(), DATABASE_URL: database.url });
  await migrate(database.url);
  try {
    return await work();
  } finally {
    await closeDatabase();
  }
}

const COMMANDS: Record<string, () => Promise<string>> = { repair, "accept-key": acceptKey };

const { positionals } = parseArgs({ allowPositionals: true });
const [name, ...more] = positionals;
const command = name !== undefined && more.length === 0 ? COMMANDS[name] : undefined;
if (!command) {
  console.log(USAGE);
  process.exit(name === undefined ? 0 : 1);
}
try {
  console.log(await command());
} catch (error) {
  const isExplained = error instanceof SettingsError || error instanceof SecretsProblem;
  const sentence = isExplained ? error.message : folderProblem(error, env().DATA_DIR);
  if (sentence === null) throw error;
  console.error(sentence);
  process.exitCode = 1;
}
