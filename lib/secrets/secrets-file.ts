import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const schema = z.object({ authSecret: z.string(), encryptionKey: z.string(), databasePassword: z.string() });

export type StoredSecrets = z.infer<typeof schema>;

/**
 * Reads `secrets.json` in `dataDir`, or makes it (mode 0600) with new random secrets.
 * Two processes that start at once end up with the same file: it appears whole or not at all.
 */
export function readOrCreateSecrets(dataDir: string): StoredSecrets {
  const file = join(dataDir, "secrets.json");
  return read(file) ?? create(dataDir, file);
}

function read(file: string): StoredSecrets | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read. Restore it from a backup: without it stored secrets cannot be opened.`, {
      cause: error,
    });
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
    // Another process was first; its secrets are the ones in use.
    const theirs = (error as NodeJS.ErrnoException).code === "EEXIST" ? read(file) : undefined;
    if (!theirs) throw error;
    return theirs;
  } finally {
    rmSync(draft, { force: true });
  }
}
