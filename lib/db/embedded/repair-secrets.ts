import { existsSync } from "node:fs";
import { setEmbeddedPassword } from "#lib/db/embedded/set-embedded-password";
import { SettingsError } from "#lib/env";
import { databaseFolder, secretsFile } from "#lib/secrets/data-files";
import { newSecret, readUsableSecrets, replaceSecrets, type StoredSecrets } from "#lib/secrets/secrets-file";

export type RepairedSecrets = {
  secrets: StoredSecrets;
  /** The secrets that could not be used any more and are new. */
  renewed: ReadonlySet<keyof StoredSecrets>;
};

/**
 * Makes `secrets.json` usable again and gives the embedded database the password in it. What can be used of the file is
 * kept, and the rest is made anew. The password is set before the file is written: after a crash in between, the same
 * command does both again.
 * @throws SettingsError when there is no database, it runs, or PostgreSQL refuses; SecretsProblem when the file cannot
 *   be read; Error of the file system about the folder
 */
export async function repairSecrets(dataDir: string): Promise<RepairedSecrets> {
  const folder = databaseFolder(dataDir);
  if (!existsSync(folder)) {
    throw new SettingsError(
      `There is no database in ${folder}, so there is nothing to repair: put it back, or, to begin with an empty one, ` +
        `remove ${secretsFile(dataDir)} and ${folder}.log if they exist.`,
    );
  }
  const usable = readUsableSecrets(dataDir);
  const { authSecret, encryptionKey, databasePassword } = usable;
  const secrets: StoredSecrets = {
    authSecret: authSecret ?? newSecret(),
    encryptionKey: encryptionKey ?? newSecret(),
    databasePassword: databasePassword ?? newSecret(),
  };
  const names = Object.keys(secrets) as (keyof StoredSecrets)[];
  const renewed = new Set(names.filter((name) => usable[name] === undefined));
  await setEmbeddedPassword(dataDir, secrets.databasePassword);
  if (renewed.size > 0) replaceSecrets(dataDir, secrets);
  return { secrets, renewed };
}
