import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { z } from "zod";
import { databaseFolder, databaseLog, secretsFile } from "#lib/secrets/data-files";
import { databaseLost, secretsDamaged, secretsLost, secretsUnreadable } from "#lib/secrets/secrets-problem";

const isKey = (text: string) => Buffer.from(text, "base64").length === 32;

const schema = z.object({
  authSecret: z.string().min(32),
  encryptionKey: z.string().refine(isKey),
  databasePassword: z.string().min(1),
});

export type StoredSecrets = z.infer<typeof schema>;

/**
 * Reads `secrets.json` in `dataDir`, or creates it (mode 0600) with new random secrets. The file appears in one step,
 * so two processes that start at the same time use the same secrets. Nothing is written when the file or the database
 * that belongs to it is lost, because new secrets would open nothing.
 * @throws SecretsProblem when the file is damaged, cannot be read, or is there without its database, or the database
 *   without the file; Error of the file system about the folder
 */
export function readOrCreateSecrets(dataDir: string): StoredSecrets {
  const stored = read(dataDir);
  if (stored) {
    if (!existsSync(databaseFolder(dataDir)) && existsSync(databaseLog(dataDir))) throw databaseLost(dataDir);
    return stored;
  }
  if (!existsSync(databaseFolder(dataDir))) return create(dataDir);
  // A process that starts at the same time may have made both since.
  const made = read(dataDir);
  if (!made) throw secretsLost(dataDir);
  return made;
}

/** Makes a new random secret. */
export function newSecret(): string {
  return randomBytes(32).toString("base64");
}

/**
 * Reads what can be used of a `secrets.json` that may be lost or damaged.
 * @throws SecretsProblem when the file system does not let it be read
 */
export function readUsableSecrets(dataDir: string): Partial<StoredSecrets> {
  const text = readText(dataDir);
  let content: unknown;
  try {
    content = text && JSON.parse(text);
  } catch {
    return {};
  }
  const usable: Partial<StoredSecrets> = {};
  for (const name of Object.keys(schema.shape) as (keyof StoredSecrets)[]) {
    const field = schema.shape[name].safeParse((content as Record<string, unknown> | null | undefined)?.[name]);
    if (field.success) usable[name] = field.data;
  }
  return usable;
}

/** Puts `secrets` into the place of `secrets.json`, in one step. The file before is kept as `secrets.json.replaced`. */
export function replaceSecrets(dataDir: string, secrets: StoredSecrets): void {
  const file = secretsFile(dataDir);
  const draft = writeDraft(dataDir, secrets);
  const kept = `${file}.replaced`;
  // Who looks for a lost secret may still find a part of it there.
  if (existsSync(file)) {
    rmSync(kept, { force: true, recursive: true });
    // A folder cannot be linked, and a file cannot take its place.
    if (statSync(file).isDirectory()) renameSync(file, kept);
    else linkSync(file, kept);
  }
  renameSync(draft, file);
}

/** @returns undefined when there is no file; null when it is a folder */
function readText(dataDir: string): string | null | undefined {
  try {
    return readFileSync(secretsFile(dataDir), "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "EISDIR") return null;
    // The path leads through something that is no folder: the message about DATA_DIR says it.
    if (code === "ENOTDIR" || code === "ELOOP" || code === "ENAMETOOLONG") throw error;
    throw secretsUnreadable(dataDir, code);
  }
}

function read(dataDir: string): StoredSecrets | undefined {
  const text = readText(dataDir);
  if (text === undefined) return undefined;
  if (text === null) throw secretsDamaged(dataDir, "is a folder");
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw secretsDamaged(dataDir, text.trim() === "" ? "is empty" : "is no JSON, so a part of it may be missing");
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const fields = new Set(result.error.issues.map(({ path }) => String(path[0] ?? "")));
  fields.delete("");
  throw secretsDamaged(dataDir, fields.size > 0 ? `has no usable ${[...fields].join(" and ")}` : "holds no secrets");
}

function create(dataDir: string): StoredSecrets {
  const secrets: StoredSecrets = {
    authSecret: newSecret(),
    encryptionKey: newSecret(),
    databasePassword: newSecret(),
  };
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = writeDraft(dataDir, secrets);
  try {
    linkSync(draft, secretsFile(dataDir));
    return secrets;
  } catch (error) {
    // Another process was first, so its secrets are used.
    const theirs = (error as NodeJS.ErrnoException).code === "EEXIST" ? read(dataDir) : undefined;
    if (!theirs) throw error;
    return theirs;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDraft(dataDir: string, secrets: StoredSecrets): string {
  const draft = `${secretsFile(dataDir)}.${process.pid}.draft`;
  const handle = openSync(draft, "w", 0o600);
  try {
    writeSync(handle, `${JSON.stringify(secrets, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return draft;
}
