import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const schema = z.object({ authSecret: z.string(), encryptionKey: z.string(), databasePassword: z.string() });

export type StoredSecrets = z.infer<typeof schema>;

/**
 * Reads `secrets.json` in `dataDir`, or creates it (mode 0600) with new random secrets. The file appears in one step,
 * so two processes that start at the same time use the same secrets.
 * @throws Error of the file system, or one whose sentence says that the file is damaged
 */
export function readOrCreateSecrets(dataDir: string): StoredSecrets {
  const file = join(dataDir, "secrets.json");
  return read(file) ?? create(dataDir, file);
}

function read(file: string): StoredSecrets | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    // The file system says what is wrong with the folder.
    if (code !== undefined) throw error;
    throw new Error(
      `${file} cannot be read. Restore it from a backup: without it, stored secrets cannot be decrypted.`,
      {
        cause: error,
      },
    );
  }
}

function create(dataDir: string, file: string): StoredSecrets {
  const random = () => randomBytes(32).toString("base64");
  const secrets: StoredSecrets = { authSecret: random(), encryptionKey: random(), databasePassword: random() };
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.draft`;
  const handle = openSync(draft, "w", 0o600);
  try {
    writeSync(handle, `${JSON.stringify(secrets, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(draft, file);
    return secrets;
  } catch (error) {
    // Another process was first, so its secrets are used.
    const theirs = (error as NodeJS.ErrnoException).code === "EEXIST" ? read(file) : undefined;
    if (!theirs) throw error;
    return theirs;
  } finally {
    rmSync(draft, { force: true });
  }
}
